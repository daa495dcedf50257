/** `npm run docs`: writes what the documents take from the code. */
import { writeFile } from 'node:fs/promises';
import { errorsDocument } from './errors.js';
import { statesDocument } from './states.js';

await writeFile(new URL('../docs/states.md', import.meta.url), await statesDocument());
await writeFile(new URL('../docs/errors.md', import.meta.url), await errorsDocument());
