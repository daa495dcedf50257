/** A real server on a free port of the loopback interface; it ends with the test that started it. */
import { onTestFinished, vi } from 'vitest';
import { createRtcServer, type RtcServer, type RtcServerOptions } from '../../server/index.js';
import { MemorySeats } from '../../server/seats.js';

const WEEK_MS = 7 * 24 * 3_600_000;
const STEP_MS = 1_000;

export interface TestServer {
  readonly rtc: RtcServer;
  readonly port: number;
  readonly url: string;
}

/** For a whole file: whoever calls this closes it. */
export async function openServer(options: RtcServerOptions = {}): Promise<TestServer> {
  const rtc = createRtcServer({ port: 0, host: '127.0.0.1', logLevel: 'error', ...options });
  const { port } = await rtc.listen();
  return { rtc, port, url: `http://127.0.0.1:${port}` };
}

export async function startServer(options: RtcServerOptions = {}): Promise<TestServer> {
  const server = await openServer(options);
  onTestFinished(() => server.rtc.close());
  return server;
}

export interface TestTimeServer extends TestServer {
  readonly seats: MemorySeats;
  /** Step by step, so that what is due at a moment is done at that moment. */
  readonly pass: (ms: number) => Promise<void>;
}

/**
 * A server whose leases, renewals and time-outs run by a clock of the test. Sockets go on as ever; their pings, which
 * the same clock would stop, are put off.
 */
export async function startOnTestTime(): Promise<TestTimeServer> {
  let now = 1_000_000;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const seats = new MemorySeats(() => now);
  const server = await startServer({ seats });
  server.rtc.io.engine.opts.pingInterval = WEEK_MS;
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      const step = Math.min(left, STEP_MS);
      now += step;
      vi.advanceTimersByTime(step);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ...server, seats, pass };
}
