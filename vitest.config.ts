import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CHROMIUM_ARGS } from './test/support/chromium.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Real processes that are killed, floods, and a package that is installed: each takes ten seconds and more. */
const SLOW = [
  'test/faults/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/integration/floods.test.ts',
  'test/integration/frameworks.test.ts',
  'test/integration/package.test.ts',
  'test/integration/workers.test.ts',
  'test/integration/workers-operations.test.ts',
];

const node = (name: string, include: string[], exclude: string[] = []): TestProjectInlineConfiguration => ({
  test: {
    name,
    include,
    exclude,
    environment: 'node',
    // Generated cases, and processes, on a machine that others use.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

export default defineConfig({
  test: {
    // Two files at once, on two cores too: most of a test's time is waiting.
    maxWorkers: 2,
    projects: [
      node('unit', ['test/unit/**/*.test.ts', 'test/integration/**/*.test.ts'], SLOW),
      node('slow', SLOW),
      // What runs the server on other people's machines: an image, proxies, a unit of systemd.
      node('deploy', ['test/deploy/**/*.test.ts']),
      {
        // All of the element's packages at once: a later one would reload the page in the middle of its tests.
        optimizeDeps: { entries: ['client/define.ts', 'client/elements/*.ts', 'client/data/data.ts'] },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          // Real browsers on a busy machine: what passes only the second time is listed at the end of `npm test`.
          retry: 1,
          globalSetup: ['test/browser/support/server.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, args: [...CHROMIUM_ARGS] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
