import { defineConfig, type Rolldown } from 'vite';
import { oneCopy, ownPolicy, smallStyles } from './vite.plugins.js';

type Modules = Rolldown.ChunkingContext;

/** The entries, of the file and of each part, that need a module at once. */
function entriesOf(id: string, modules: Modules, seen = new Set<string>()): Set<string> {
  const info = modules.getModuleInfo(id);
  if (seen.has(id) || !info) return new Set();
  seen.add(id);
  const own = info.isEntry || info.dynamicImporters.length > 0 ? [id] : [];
  return new Set([...own, ...info.importers.flatMap((importer) => [...entriesOf(importer, modules, seen)])]);
}

/** What two parts share stays in the one file, which is there before any of them: a part is one request. */
function inTheOneFile(id: string, modules: Modules): string | null {
  const entries = [...entriesOf(id, modules)];
  const first = entries.some((entry) => modules.getModuleInfo(entry)?.isEntry);
  return first || entries.length > 1 ? 'rtc-call' : null;
}

// The one file that a page of any other server loads: <script type="module" src=".../rtc-call.js">.
// The parts that are loaded on demand (`new Part(…)`) become files beside it, found relative to it, so cross-origin too.
export default defineConfig({
  publicDir: false,
  plugins: [ownPolicy(), smallStyles(), oneCopy()],
  build: {
    outDir: 'dist/cdn',
    target: 'es2022',
    sourcemap: true,
    license: { fileName: 'licenses.md' },
    modulePreload: false,
    lib: { entry: { 'rtc-call': 'client/cdn.ts' }, formats: ['es'] },
    minify: true,
    rolldownOptions: {
      // Parts take what they share from the one file.
      preserveEntrySignatures: 'allow-extension',
      output: {
        codeSplitting: { groups: [{ name: inTheOneFile, debugName: 'rtc-call' }] },
        chunkFileNames: 'rtc-call/[name]-[hash].js',
        comments: { annotation: false },
        minify: true,
      },
    },
  },
});
