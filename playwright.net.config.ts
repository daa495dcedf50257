import { defineConfig } from '@playwright/test';

/** Two people in networks of their own (test/net/lab.ts), which bring their browsers with them. */
export default defineConfig({
  testDir: 'test/net',
  outputDir: 'test-results/net',
  timeout: 240_000,
  workers: 1,
  // Real media on a machine that others use too: what passes only the second time is listed as flaky.
  retries: 1,
  forbidOnly: true,
});
