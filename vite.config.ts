import { defineConfig } from 'vite';
import { replacements } from './bundle/replacements.js';
import { smaller } from './bundle/smaller.js';
import { smallTemplates } from './bundle/templates.js';
import { unusedMethods } from './bundle/unused.js';

// The one file that a page of any other server loads: <script type="module" src=".../rtc-call.js">.
// What is loaded on demand (languages, QR) becomes chunks beside it, found relative to it, so cross-origin too.
export default defineConfig({
  publicDir: false,
  plugins: [smallTemplates, replacements, unusedMethods, smaller],
  build: {
    outDir: 'dist/cdn',
    target: 'es2022',
    sourcemap: true,
    modulePreload: false,
    lib: { entry: { 'rtc-call': 'client/cdn.ts' }, formats: ['es'] },
    minify: true,
    rolldownOptions: {
      // What the chunks share stays in the one file, which they import: it is there before them.
      preserveEntrySignatures: 'allow-extension',
      // smaller.ts takes most of the time, and may.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: { groups: [{ name: 'rtc-call', tags: ['$initial'] }] },
        chunkFileNames: 'rtc-call/[name]-[hash].js',
        comments: { annotation: false },
        minify: true,
      },
    },
  },
});
