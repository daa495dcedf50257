// `npm start`: installs and builds what is missing, then serves. `npm start -- --port 4000` passes settings on.
import { spawn } from 'node:child_process';
import { ensureBuilt, ensureInstalled, root } from './tools.mjs';

await ensureInstalled();
await ensureBuilt();
const server = spawn(process.execPath, ['dist/server/main.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(signal ? 1 : code));
