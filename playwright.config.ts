import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS } from './test/support/chromium.js';

export default defineConfig({
  forbidOnly: true,
  // Real media on a machine that others use too: what passes only the second time is listed as flaky.
  retries: 1,
  projects: [
    {
      name: 'e2e',
      testDir: 'test/e2e',
      outputDir: 'test-results/e2e',
      timeout: 60_000,
      use: {
        permissions: ['camera', 'microphone'],
        launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: [...CHROMIUM_ARGS] },
      },
    },
    {
      // Two people in networks of their own (test/net/lab.ts), which bring their browsers with them.
      name: 'net',
      testDir: 'test/net',
      outputDir: 'test-results/net',
      timeout: 240_000,
    },
  ],
});
