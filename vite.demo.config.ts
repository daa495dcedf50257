import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const element = fileURLToPath(new URL('client/cdn.ts', import.meta.url));
const server = process.env['RTC_CALL_DEV_SERVER'] ?? 'http://localhost:3001';

/** In development the page's `/rtc-call.js` is the element's source, so that both sides reload on a change. */
const elementFromSource: Plugin = {
  name: 'element-from-source',
  apply: 'serve',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      if (request.url === '/rtc-call.js') request.url = `/@fs${element}`;
      next();
    });
  },
};

export default defineConfig({
  root: 'demo',
  plugins: [elementFromSource],
  build: { outDir: '../dist/demo', emptyOutDir: true, target: 'es2022', modulePreload: false },
  server: {
    port: 3000,
    proxy: { '/socket.io': { target: server, ws: true }, '/healthz': server },
    fs: { allow: ['..'] },
  },
});
