import { defineConfig, type Rolldown } from 'vite';

type Modules = Rolldown.ChunkingContext;

/** The entries, of the file and of each part, that need a module at once. */
function entriesOf(id: string, modules: Modules, seen = new Set<string>()): Set<string> {
  const info = modules.getModuleInfo(id);
  if (seen.has(id) || !info) return new Set();
  seen.add(id);
  const own = info.isEntry || info.dynamicImporters.length > 0 ? [id] : [];
  return new Set([...own, ...info.importers.flatMap((importer) => [...entriesOf(importer, modules, seen)])]);
}

const ICON = /\/lucide\/.*\/icons\/([^/]+)\.m?js$/;
/** They name every icon, and need none. */
const LISTS = /\/lucide\/|\/icons\.ts$/;

/** An icon comes through lists of all of them, so that everything imports it: who names it needs it. */
function usersOf(name: RegExp, id: string, modules: Modules, seen = new Set<string>()): string[] {
  const info = modules.getModuleInfo(id);
  if (seen.has(id) || !info) return [];
  seen.add(id);
  if (!LISTS.test(id)) return name.test(info.code ?? '') ? [id] : [];
  return info.importers.flatMap((importer) => usersOf(name, importer, modules, seen));
}

function entriesOfIcon(id: string, file: string, modules: Modules): Set<string> {
  const name = file.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const users = usersOf(new RegExp(`\\b${name}\\b`), id, modules);
  return new Set(users.flatMap((user) => [...entriesOf(user, modules)]));
}

/** What two parts share stays in the one file, which is there before any of them: a part is one request. */
function inTheOneFile(id: string, modules: Modules): string | null {
  const [, icon] = ICON.exec(id) ?? [];
  const entries = [...(icon ? entriesOfIcon(id, icon, modules) : entriesOf(id, modules))];
  const first = entries.some((entry) => modules.getModuleInfo(entry)?.isEntry);
  return first || entries.length > 1 ? 'rtc-call' : null;
}

// The one file that a page of any other server loads: <script type="module" src=".../rtc-call.js">.
// The parts that are loaded on demand (`new Part(…)`) become files beside it, found relative to it, so cross-origin too.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/cdn',
    target: 'es2022',
    sourcemap: true,
    modulePreload: false,
    lib: { entry: { 'rtc-call': 'client/cdn.ts' }, formats: ['es'] },
    minify: true,
    rolldownOptions: {
      // Parts import from the one file.
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
