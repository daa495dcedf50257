/** One real call server for all tests in the browser: runs in Node, beside them. */
import type { TestProject } from 'vitest/node';
import { createRtcServer } from '../../../server/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the call server. */
    server: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const rtc = createRtcServer({ port: 0, host: '127.0.0.1', logLevel: 'error' });
  const { port } = await rtc.listen();
  project.provide('server', `http://127.0.0.1:${port}`);
  return () => rtc.close();
}
