/** What the build of `/rtc-call.js` does beyond bundling. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { transform } from 'lightningcss';
import type { Plugin, Rolldown } from 'vite';

const POLICY = fileURLToPath(new URL('client/call/policy.ts', import.meta.url));

/**
 * One copy, whatever address a page loads it by (`/rtc-call.js?ver=1`): parts that imported `../rtc-call.js` would load and
 * run all of it once more. Instead the first copy that runs leaves what it exports at the global object, where its parts,
 * and any copy that the page loads by another address, take it from.
 */
export function oneCopy(): Plugin {
  return {
    name: 'one-copy',
    renderChunk(code, chunk, _options, { chunks }) {
      const entry = Object.values(chunks).find(({ isEntry }) => isEntry);
      if (!entry) throw new Error('no entry');
      const names = entry.exports.toSorted((one, other) => other.length - one.length);
      const place = `globalThis[Symbol.for('rtc-call ${versionOf(this)}')]`;
      return { code: chunk.isEntry ? given(code, names, place) : taken(code, names, place), map: null };
    },
  };
}

/** Of all that the build is made of: two builds in one page keep apart. */
function versionOf(build: Rolldown.PluginContext): string {
  const hash = createHash('sha256');
  for (const id of build.getModuleIds()) hash.update(build.getModuleInfo(id)?.code ?? '');
  return hash.digest('base64url').slice(0, 8);
}

/** `[local, exported]` of each name between the braces. */
const pairs = (list: string): [string, string][] =>
  list.split(',').map((part) => {
    const [local = '', exported = local] = part.trim().split(' as ');
    return [local, exported];
  });

/** Exports what the first copy has, its own where it is the first. */
function given(code: string, names: readonly string[], place: string): string {
  return replaced(code, /^export \{([^}]+)\};$/gm, (list) => {
    const local = new Map(pairs(list).map(([local, exported]) => [exported, local]));
    const own = names.map((name) => local.get(name));
    const shown = names.filter(isPublic);
    return (
      `const [${shown.map((name) => `first$${name}`).join(', ')}] = ${place} ??= [${own.join(', ')}]; ` +
      `export { ${shown.map((name) => `first$${name} as ${name}`).join(', ')} };`
    );
  });
}

function taken(code: string, names: readonly string[], place: string): string {
  if (!code.includes('../rtc-call.js')) return code;
  return replaced(code, /^import \{([^}]+)\} from "\.\.\/rtc-call\.js";$/gm, (list) => {
    const wanted = pairs(list).map(([exported, local]) => `${names.indexOf(exported)}: ${local}`);
    return `const { ${wanted.join(', ')} } = ${place};`;
  });
}

/** Names that the bundler gives are shorter than any of ours. */
const isPublic = (name: string): boolean => name.length > 3;

/** In its line, so that the source map holds. */
function replaced(code: string, pattern: RegExp, by: (list: string) => string): string {
  const found = [...code.matchAll(pattern)];
  if (found.length !== 1) throw new Error(`${found.length} of ${pattern}`);
  return code.replace(pattern, (_all, list: string) => by(list));
}

/** Lit's templates under a Trusted Types policy of our own: a page with another Lit has one of Lit's name already. */
export function ownPolicy(): Plugin {
  const made = /\w+\.createPolicy\("lit-html",\{createHTML:(\w+)=>\1\}\)/g;
  return {
    name: 'own-policy',
    transform(code, id) {
      if (!id.endsWith('/lit-html.js')) return null;
      if (code.match(made)?.length !== 1) throw new Error(`no policy in ${id}`);
      const own = `import { policy as rtcCallPolicy } from ${JSON.stringify(POLICY)}; `;
      return { code: own + code.replace(made, 'rtcCallPolicy()'), map: null };
    },
  };
}

/** Style sheets of the elements, where no expression is in them, made small. */
export function smallStyles(): Plugin {
  return {
    name: 'small-styles',
    enforce: 'pre',
    transform: {
      filter: { id: /\/client\/.*(\.styles|\/tokens)\.ts$/ },
      handler: (code) => ({
        code: code.replace(/\bcss`([^`$]*)`/g, (_whole, css: string) => `css\`${minified(css)}\``),
        map: null,
      }),
    },
  };
}

const minify = (css: string): string =>
  transform({ filename: 'elements.css', code: new TextEncoder().encode(css), minify: true }).code.toString();

/** Rules, or declarations alone: those end with a semicolon, since others follow. */
function minified(css: string): string {
  if (css.includes('{')) return minify(css);
  return minify(`a{${css}}`).slice(2, -1) + ';';
}
