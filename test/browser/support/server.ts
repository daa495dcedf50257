/** What tests in the browser have from Node, beside them: one real call server, and what the environment says. */
import type { TestProject } from 'vitest/node';
import { createRtcServer } from '../../../server/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the call server. */
    server: string;
    /** How often tests do what they do again and again: REPEATS=full is for runs that have the time. */
    repeats: number;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const rtc = createRtcServer({ port: 0, host: '127.0.0.1', logLevel: 'error' });
  const { port } = await rtc.listen();
  project.provide('repeats', process.env['REPEATS'] === 'full' ? 200 : 20);
  project.provide('server', `http://127.0.0.1:${port}`);
  return () => rtc.close();
}
