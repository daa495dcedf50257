/** Takes methods out of Socket.IO's client that nobody calls: a bundler cannot know, since it has to keep every method. */
import MagicString from 'magic-string';
import { parseSync, Visitor, type Plugin } from 'vite';

/** Catch-all listeners, second names, and what is for retries and old ways of calling. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  'socket.io-client/build/esm/socket.js': [
    'onAny',
    'prependAny',
    'offAny',
    'listenersAny',
    'onAnyOutgoing',
    'prependAnyOutgoing',
    'offAnyOutgoing',
    'listenersAnyOutgoing',
    '_addToQueue',
    'compress',
    'send',
    'disconnected',
    'volatile',
    'close',
  ],
  'socket.io-client/build/esm/manager.js': ['connect', 'disconnect'],
  'engine.io-client/build/esm/socket.js': ['send'],
};
const FILES = Object.keys(UNUSED);

export const unusedMethods: Plugin = {
  name: 'unused-methods',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: FILES.map((file) => new RegExp(`/node_modules/${file}$`)) },
    handler(code, id) {
      const names = UNUSED[FILES.find((file) => id.endsWith(file)) ?? ''] ?? [];
      const edited = new MagicString(code);
      const gone = new Set<string>();
      const visitor = new Visitor({
        MethodDefinition({ key, start, end }) {
          if (key.type !== 'Identifier' || !names.includes(key.name)) return;
          edited.remove(start, end);
          gone.add(key.name);
        },
      });
      visitor.visit(parseSync(id, code, { astType: 'js' }).program);
      const missed = names.filter((name) => !gone.has(name));
      if (missed.length > 0) this.error(`not found, so not taken out: ${missed.join(', ')}`);
      return { code: edited.toString(), map: edited.generateMap({ hires: true }) };
    },
  },
};
