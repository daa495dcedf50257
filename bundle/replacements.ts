/**
 * What Socket.IO's client and Valibot bring along for others (binary data, more transports, old browsers, error texts) is
 * replaced by what this element uses of them. The wire stays the same; docs/decisions/0009-bytes.md has the reasons.
 */
import { fileURLToPath } from 'node:url';
import { normalizePath, type Plugin } from 'vite';

/** Ends of the packages' files, and what stands for each in the built file. */
const REPLACEMENTS = {
  'lit/decorators.js': './decorators.ts',
  'valibot/dist/index.mjs': './valibot.ts',
  'socket.io-client/build/esm/index.js': '../node_modules/socket.io-client/build/esm/manager.js',
  '@socket.io/component-emitter/lib/esm/index.js': './emitter.ts',
  'socket.io-parser/build/esm/index.js': './socket.io-parser.ts',
  'engine.io-parser/build/esm/index.js': './engine.io-parser.ts',
  'engine.io-client/build/esm/contrib/parseuri.js': './parse-uri.ts',
  'engine.io-client/build/esm/transports/index.js': './transports.ts',
  'engine.io-client/build/esm/transports/webtransport.js': './transports.ts',
  'engine.io-client/build/esm/transports/polling-xhr.js': './polling.ts',
};

/** The compiler's own, which has no file. */
const HELPER = 'helpers/esm/decorate.js';

const FILES = Object.keys(REPLACEMENTS) as (keyof typeof REPLACEMENTS)[];
const replaced = new Set<string>();
const pathTo = (file: string): string => JSON.stringify(normalizePath(fileURLToPath(new URL(file, import.meta.url))));

export const replacements: Plugin = {
  name: 'replacements',
  apply: 'build',
  enforce: 'pre',
  load: {
    filter: { id: FILES.map((file) => new RegExp(`/node_modules/${file}$`)) },
    handler(id) {
      const file = FILES.find((each) => id.endsWith(each));
      if (!file) return null;
      replaced.add(file);
      return `export * from ${pathTo(REPLACEMENTS[file])};`;
    },
  },
  transform: {
    filter: { id: new RegExp(`/${HELPER}$`) },
    handler() {
      replaced.add(HELPER);
      return `export { decorate as default } from ${pathTo('./decorators.ts')};`;
    },
  },
  /** What is used of a package and missing in its replacement would be `undefined` with no more than a warning. */
  onLog(_level, log) {
    if (log.code === 'IMPORT_IS_UNDEFINED') this.error(log);
  },
  /** A file that an update has moved would come back unnoticed. */
  buildEnd(error) {
    const missed = [...FILES, HELPER].filter((file) => !replaced.has(file));
    if (!error && missed.length > 0) this.error(`not found, so not replaced: ${missed.join(', ')}`);
  },
};
