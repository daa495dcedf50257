import { defineConfig } from 'vite';

/** The page at `/status`: relative, so that it works below any path that an app gives the server. */
export default defineConfig({
  root: 'demo/status',
  base: './',
  build: {
    outDir: '../../dist/status',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsDir: 'status-assets',
    assetsInlineLimit: 0,
    rolldownOptions: { input: 'demo/status/status.html' },
  },
});
