/** A real server on a free port of the loopback interface; it ends with the test that started it. */
import { onTestFinished } from 'vitest';
import { createRtcServer, type RtcServer, type RtcServerOptions } from '../../server/index.js';

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
