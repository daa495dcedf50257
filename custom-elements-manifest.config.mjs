// What editors and other tools read of the elements: dist/custom-elements.json. Public things only, in the built files' places.
const ELEMENTS = ['call-element', 'rtc-call', 'rtc-video'].map((name) => `client/elements/${name}.ts`);
const built = (path) => path.replace(/^\/?client\//, 'dist/client/').replace(/\.ts$/, '.js');
const isPublic = ({ name, privacy }) => !name.startsWith('#') && privacy !== 'private' && privacy !== 'protected';

const publicOnly = {
  name: 'public-only',
  packageLinkPhase({ customElementsManifest: manifest }) {
    manifest.modules = manifest.modules.filter(({ path }) => !path.endsWith('call-element.ts'));
    for (const module of manifest.modules) {
      module.path = built(module.path);
      module.declarations = module.declarations.filter(({ customElement }) => customElement);
      module.exports = module.exports.filter(({ name }) => module.declarations.some((one) => one.name === name));
      for (const { declaration } of module.exports) declaration.module = built(declaration.module);
      for (const declaration of module.declarations) clean(declaration);
    }
  },
};

/** The class between Lit's and ours is nobody's business. */
function clean(declaration) {
  declaration.superclass = { name: 'LitElement', package: 'lit' };
  declaration.members = declaration.members.filter(isPublic);
  // Those of the class comment; the others are guesses at variables.
  declaration.events = declaration.events.filter(({ name }) => name?.startsWith('rtc-'));
  for (const each of Object.values(declaration).filter(Array.isArray).flat()) delete each.inheritedFrom;
}

export default { globs: ELEMENTS, outdir: 'dist', litelement: true, packagejson: false, plugins: [publicOnly] };
