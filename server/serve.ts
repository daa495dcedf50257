/** What the command does by default: start, say where it listens, stop cleanly on SIGTERM and SIGINT. */
import cluster from 'node:cluster';
import { OtherWorkers } from './colleagues.js';
import type { Config } from './config.js';
import { guarded } from './guarded.js';
import { createRtcServer, type RtcServer } from './index.js';
import { addressLines, networkUrls, qrText } from './listening.js';
import { createLog, type Log } from './log.js';
import { joinWorkers } from './polling.js';
import { fingerprintFor } from './tls.js';
import { leaveWorkers, slotOf, Workers } from './workers.js';

/** How long open connections may take to end after the drain, before the process goes anyway. */
const STOP_MS = 2_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Resolves when it listens, or when its workers have ended. */
export async function start(config: Config): Promise<void> {
  if (config.workers > 1 && cluster.isPrimary) await lead(config);
  else await serve(config);
}

/** Starts the workers, which serve. */
async function lead(config: Config): Promise<void> {
  const log = createLog(config);
  const onlistening = (port: number): void => announce(log, config, port, fingerprintFor(config));
  const workers = new Workers({ count: config.workers, log, onlistening });
  if (config.tlsCert !== undefined) process.on('SIGHUP', () => workers.pass('SIGHUP'));
  onSignals(
    (signal) => workers.stop(signal),
    () => workers.stop('SIGKILL'),
  );
  process.exitCode = await workers.run();
}

/** Whoever says it twice does not want to wait. */
function onSignals(once: (signal: NodeJS.Signals) => void, again: (signal: NodeJS.Signals) => void): void {
  let told = false;
  for (const signal of SIGNALS)
    process.on(signal, () => {
      const hear = told ? again : once;
      told = true;
      hear(signal);
    });
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config);
  const slot = slotOf(process.env);
  const colleagues = slot ? new OtherWorkers({ slot, count: config.workers, log }) : undefined;
  const server = createRtcServer({ ...config, log, colleagues });
  const part = slot && (await joinWorkers(server.io, server.httpServer, slot));
  const stopped = (): void => {
    part?.();
    leaveWorkers();
  };
  const { port } = await server.listen().catch((error: unknown) => {
    stopped();
    throw error;
  });
  // Without files to read again a closed terminal ends it, as it ends other commands.
  if (config.tlsCert !== undefined) process.on('SIGHUP', () => server.reread());
  onSignals(
    (signal) =>
      guarded(
        () => stop(server, log, signal, config.drain).finally(stopped).then(end),
        (error) => fail(log, error),
      ),
    // A worker hears of one stop twice where the whole group is told; the first process ends it if need be.
    (signal) => slot ?? endNow(log, signal),
  );
  // Whoever reads that it listens may send a signal at once.
  if (!slot) announce(log, config, port, server.fingerprint);
}

function announce(log: Log, config: Config, port: number, fingerprint: string | undefined): void {
  for (const line of addressLines(config, port, fingerprint)) log.info(line);
  announceAdmission(log, config);
  if (config.origins.includes('*')) log.warn('pages of any origin may use this server; --origins limits it');
  if (config.turn.length === 0)
    log.info('no TURN server: calls work on this machine, on a LAN and between open networks; --turn adds one');
  if (fingerprint === undefined)
    log.info('other devices need https for camera and microphone: --https, or a TLS proxy in front');
  if (config.https) showCode(config, port);
}

/** For a phone's camera, where somebody looks at a terminal. */
function showCode(config: Config, port: number): void {
  const [url] = networkUrls(config, port);
  if (url !== undefined && process.stdout.isTTY) process.stdout.write(`${qrText(url)}\n`);
}

const isLoopback = (host = ''): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Open mode is what everybody starts with, and what nobody should be in without knowing. */
function announceAdmission(log: Log, { tokenSecret, tokenKeys, host }: Config): void {
  if (tokenSecret || tokenKeys !== undefined) return;
  const words = 'open mode: without --token-secret or --token-keys whoever knows a room may call in it';
  if (process.env['NODE_ENV'] === 'production' || !isLoopback(host)) log.warn(words);
  else log.info(words);
}

async function stop(server: RtcServer, log: Log, signal: string, drainS: number): Promise<void> {
  log.info({ seated: server.seated }, `${signal}: stopping, running calls go on without the server`);
  setTimeout(() => process.exit(1), drainS * 1_000 + STOP_MS).unref();
  await server.drain();
  await server.close();
  log.info('stopped');
}

/** Socket.IO counts the time of a ring that nobody has answered, for up to two minutes after its socket is gone. */
function end(): never {
  process.exit();
}

function fail(log: Log, error: unknown): never {
  log.error({ err: error }, 'could not stop in order');
  process.exit(1);
}

function endNow(log: Log, signal: string): never {
  log.warn(`${signal} again: ended at once`);
  process.exit(1);
}
