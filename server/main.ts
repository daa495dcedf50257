#!/usr/bin/env node
/** The command: read the settings, start, say where it listens, stop cleanly on SIGTERM and SIGINT. */
import { helpText, parseConfig, type Config } from './config.js';
import { createRtcServer, type RtcServer } from './index.js';
import { createLog, type Log } from './log.js';

/** How long open connections may take to end before the process goes anyway. */
const STOP_MS = 5_000;

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h')) return void process.stdout.write(helpText());
  const result = parseConfig(argv, process.env);
  if (!result.ok) return refuse(result.faults);
  const log = createLog(result.config);
  const server = createRtcServer({ ...result.config, log });
  const { port } = await server.listen();
  announce(log, result.config, port);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server, log, signal));
}

function refuse(faults: readonly string[]): void {
  process.stderr.write(`${['These settings cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n')}\n`);
  process.exitCode = 2;
}

function announce(log: Log, config: Config, port: number): void {
  log.info(`rtc-call: http://localhost:${port}`);
  if (config.origins.includes('*'))
    log.warn('open mode: pages of any origin may use this server; --origins limits it, a room name is its only key');
  if (config.turn.length === 0)
    log.info('no TURN server: calls work on this machine, on a LAN and between open networks; --turn adds one');
  log.info('other devices need https for camera and microphone: put a TLS proxy in front');
}

async function stop(server: RtcServer, log: Log, signal: string): Promise<void> {
  log.info({ seated: server.seated }, `${signal}: stopping, running calls go on without the server`);
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await server.close();
  log.info('stopped');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = taken ? 'this port is taken; choose another one with --port' : String(error);
  process.stderr.write(`rtc-call could not start: ${message}\n`);
  process.exitCode = 1;
});
