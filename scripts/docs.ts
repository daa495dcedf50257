/** `npm run docs`: writes what the documents take from the code. */
import { writeFile } from 'node:fs/promises';
import { environmentFile } from '../server/config-text.js';
import { errorsDocument } from './errors.js';
import { serverDocument } from './settings.js';
import { statesDocument } from './states.js';

await writeFile(new URL('../docs/states.md', import.meta.url), await statesDocument());
await writeFile(new URL('../docs/errors.md', import.meta.url), await errorsDocument());
await writeFile(new URL('../docs/server.md', import.meta.url), await serverDocument());
await writeFile(new URL('../.env.example', import.meta.url), environmentFile());
