import { ensureBuilt, ensureInstalled } from './tools.mjs';

await ensureInstalled();
await ensureBuilt();
