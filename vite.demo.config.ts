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

/**
 * The page's own script and styles stand in the page: each file of its own would cost a new connection, two round trips
 * more before the call can begin. The server allows them by their hashes.
 */
const inOneFile: Plugin = {
  name: 'in-one-file',
  apply: 'build',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const page = bundle['index.html'];
    if (page?.type !== 'asset') throw new Error('the build has no index.html');
    let html = String(page.source);
    for (const [name, part] of Object.entries(bundle)) {
      const tag = new RegExp(`<(script|link)[^>]*"\\./${name}"[^>]*>(</script>)?`);
      if (!tag.test(html) || !/\.(js|css)$/.test(name)) continue;
      const inline =
        part.type === 'chunk' ? `<script type="module">${part.code}</script>` : `<style>${String(part.source)}</style>`;
      html = html.replace(tag, () => inline);
      delete bundle[name];
    }
    page.source = html;
  },
};

export default defineConfig({
  root: 'demo',
  // Below whatever path a proxy, or the server, puts before it.
  base: './',
  plugins: [elementFromSource, inOneFile],
  build: { outDir: '../dist/demo', emptyOutDir: true, target: 'es2022', modulePreload: false },
  server: {
    port: 3000,
    proxy: { '/socket.io': { target: server, ws: true }, '/healthz': server },
    fs: { allow: ['..'] },
  },
});
