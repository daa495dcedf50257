import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS } from './test/support/chromium.js';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  workers: 1,
  // Real media on a machine that others use too: what passes only the second time is listed as flaky.
  retries: 1,
  forbidOnly: true,
  use: {
    permissions: ['camera', 'microphone'],
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: [...CHROMIUM_ARGS] },
  },
});
