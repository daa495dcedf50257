// `npm run dev`: the page on http://localhost:3000 and the server behind it, both anew on every change.
import { spawn } from 'node:child_process';
import { ensureIcons, ensureInstalled, root } from './tools.mjs';

const SERVER_PORT = process.env.RTC_CALL_SERVER_PORT ?? '3001';

await ensureInstalled();
await ensureIcons();
const env = { ...process.env, RTC_CALL_DEV_SERVER: `http://localhost:${SERVER_PORT}` };
const start = (name, args) => spawn(`${root}/node_modules/.bin/${name}`, args, { cwd: root, stdio: 'inherit', env });
const parts = [
  start('tsx', ['watch', '--clear-screen=false', 'server/main.ts', '--port', SERVER_PORT]),
  start('vite', ['--config', 'vite.demo.config.ts', '--clearScreen', 'false']),
];
const stop = () => parts.forEach((part) => part.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const part of parts) part.on('exit', stop);
