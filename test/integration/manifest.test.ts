/** The class comments, the code and docs/api.md name the same things. dist/custom-elements.json is made of the comments. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Named {
  readonly name: string;
  readonly kind?: string;
  readonly attribute?: string;
  readonly description?: string;
}
interface Declaration {
  readonly tagName: string;
  readonly attributes: readonly Named[];
  readonly members: readonly Named[];
  readonly events: readonly Named[];
  readonly slots: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssProperties: readonly Named[];
  readonly cssStates: readonly Named[];
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('dist/custom-elements.json')) as { modules: { declarations: Declaration[] }[] };
const declarations = manifest.modules.flatMap((module) => module.declarations);

/** Inherited from HTMLElement: documented, not declared. */
const NATIVE = ['dir', 'lang'];

/** The element's own templates and styles; panels, what rings and the other element have shadow roots of their own. */
const OTHERS = /^(rtc-video|tile|pip|ringer|panels\.styles|tile-events|video-events)\b.*\.ts$/;
const code = readdirSync(new URL('../../client/elements/', import.meta.url), { encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !OTHERS.test(file))
  .map((file) => read(`client/elements/${file}`).replace(/\/\*[\s\S]*?\*\//g, ''))
  .concat(read('client/elements/panels.styles.ts'))
  .join('\n');

const KINDS = ['mic', 'camera', 'screen'];
const SWITCH = ['on', 'off'];
/** What templates leave open: which device, and whether it is on. */
const spelled = (name: string): string[] =>
  KINDS.flatMap((kind) => SWITCH.map((on) => name.replace(/\$\{kind\}/, kind).replace(/\$\{on [^}]*\}/, on)));

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const namesOf = (things: readonly Named[]): string[] => sorted(things.map(({ name }) => name));

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const partsIn = (text: string): string[] => [
  ...all(text, /\bpart="([^"]+)"/g)
    .flatMap(words)
    .flatMap(spelled),
  ...all(text, /exportparts="([^"]+)"/g).flatMap((list) =>
    list.split(/,\s*/).map((pair) => pair.split(':')[1] ?? pair),
  ),
];
/** What rings is an element whose parts are handed on. */
const ringerParts = all(read('client/elements/ringer.ts'), /'exportparts', '([^']+)'/g).flatMap((list) =>
  list.split(/,\s*/),
);
const slotsIn = (text: string): string[] => [
  ...all(text, /<slot name="((?:[^"$]|\$\{[^}]*\})+)"/g).flatMap(spelled),
  ...all(text, /placeholder\('([\w-]+)'/g),
  ...(/<slot>/.test(text) ? [''] : []),
];
const propertiesIn = (text: string): string[] => all(text, /var\((--rtc-[\w-]+)/g);
const eventsIn = (text: string): string[] => all(text, /super\('(rtc-[\w-]+)'/g);

const statesOf: Readonly<Record<string, () => string[]>> = {
  'rtc-call': () => [
    ...all(read('client/call/state.ts').split('export type StateName')[0] ?? '', /\{ name: '(\w+)'/g),
    ...all(/marksOf[\s\S]*?\}\);/.exec(read('client/elements/changes.ts'))?.[0] ?? '', /^\s+'?([\w-]+)'?[:,]/gm),
    ...all(code, /mark\('([\w-]+)'/g),
  ],
};

/** A method, a property or an attribute that is nothing but the other one in HTML. */
const publicNames = ({ members }: Declaration): string[] => sorted(members.map(({ name }) => name));

const call = declarations.find(({ tagName }) => tagName === 'rtc-call');
if (!call) throw new Error('no rtc-call in dist/custom-elements.json: npm run build');

describe('rtc-call', () => {
  test('names every attribute that it has, and no other', () => {
    const comment = all(read('client/elements/rtc-call.ts'), /@attr ([\w-]+)/g);
    const declared = call.members.flatMap(({ attribute }) => attribute ?? []);
    expect(sorted(comment)).toEqual(sorted([...declared, ...NATIVE]));
  });

  test('names every slot that it has, and no other', () => {
    expect(namesOf(call.slots)).toEqual(sorted(slotsIn(code)));
  });

  test('names every part that it has, and no other', () => {
    expect(namesOf(call.cssParts)).toEqual(sorted([...partsIn(code), ...ringerParts]));
  });

  test('names every custom property that it reads, and no other', () => {
    const video = propertiesIn(read('client/elements/rtc-video.styles.ts'));
    expect(namesOf(call.cssProperties)).toEqual(sorted([...propertiesIn(code), ...video]));
  });

  test('names every state that it can have, and no other', () => {
    expect(namesOf(call.cssStates)).toEqual(sorted(statesOf['rtc-call']?.() ?? []));
  });

  test('names every event that it fires, and no other', () => {
    const events = ['events', 'change-events', 'data-events', 'stats-event', 'speaking'].flatMap((file) =>
      eventsIn(read(`client/elements/${file}.ts`)),
    );
    const own = events.filter((name) => name !== 'rtc-autoplay-blocked'); // The other element's.
    expect(namesOf(call.events)).toEqual(sorted(own));
  });
});

describe.each(declarations.map((declaration) => [declaration.tagName, declaration] as const))(
  'docs/api.md about %s',
  (tag, declaration) => {
    const text = read('docs/api.md');
    const start = text.indexOf(`\n## \`<${tag}>\``);
    const section = text.slice(start, text.indexOf('\n## ', start + 1)).replace(/```[\s\S]*?```/g, '');
    const coded = new Set(all(section, /`([^`]+)`/g).flatMap((span) => span.split(/[\s,]+/)));
    const said = (name: string): boolean =>
      coded.has(name) || [...coded].some((span) => span.replace(/^RtcCall\./, '').startsWith(`${name}(`));

    test('has each attribute, property and method', () => {
      const attributes = declaration.attributes.map(({ name }) => name);
      expect([...attributes, ...publicNames(declaration)].filter((name) => !said(name))).toEqual([]);
    });

    test.each(['events', 'slots', 'cssParts', 'cssProperties', 'cssStates'] as const)('has each of its %s', (what) => {
      expect(
        namesOf(declaration[what] ?? []).filter((name) => name !== '' && !said(name) && !said(`:state(${name})`)),
      ).toEqual([]);
    });

    test('describes everything in words', () => {
      const { attributes, events, slots, cssParts, cssProperties, cssStates } = declaration;
      const things = [events, slots, cssParts, cssProperties, cssStates].flatMap((list) => list ?? []);
      expect(things.filter(({ description = '' }) => description === '').map(({ name }) => name)).toEqual([]);
      expect(attributes.length).toBeGreaterThan(0);
    });
  },
);

test('the package says where the manifest is, and packs it', () => {
  const { customElements, files } = JSON.parse(read('package.json')) as { customElements: string; files: string[] };
  expect(customElements).toBe('dist/custom-elements.json');
  expect(files).toContain('dist');
});
