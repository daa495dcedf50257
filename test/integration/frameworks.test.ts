/** The types that each framework's templates go by, against the framework's own, in somebody else's project. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Package } from '../support/package.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const installed = new Package();
beforeAll(async () => {
  await installed.pack();
  await installed.install('@types/react@19', 'solid-js@1', 'svelte@5', 'vue@3');
});
afterAll(() => installed.remove());

/** The same three things each: a property, an event whose type is known, and a word that the layout does not have. */
const REACT = `
import 'rtc-call/react';
export const Call = () => (
  <rtc-call room="a" audioOnly layout="side-by-side" tokenProvider={async () => 'token'} className="call"
    onrtc-state-change={(event) => event.state.name satisfies string} ref={(element) => void element?.join()}>
    <span slot="logo" />
  </rtc-call>
);
export const Tile = () => <rtc-video label="Ann" fit="cover" onrtc-video-resize={(event) => event.width.toFixed()} />;
// @ts-expect-error -- no such word
export const wrong = () => <rtc-call layout="side-by-sid" />;
`;
const SOLID = `
import 'rtc-call/solid';
export const Call = () => (
  <rtc-call room="a" prop:audioOnly={true} prop:tokenProvider={async () => 'token'} class="call"
    on:rtc-state-change={(event) => void (event.state.name satisfies string)} />
);
export const Tile = () => <rtc-video label="Ann" on:rtc-video-resize={(event) => void event.width.toFixed()} />;
// @ts-expect-error -- no such word
export const wrong = () => <rtc-call prop:layout="side-by-sid" />;
`;
const SVELTE = `
import 'rtc-call/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';
export const call: SvelteHTMLElements['rtc-call'] = {
  room: 'a', audioOnly: true, tokenProvider: async () => 'token', class: 'call',
  'onrtc-state-change': (event) => void (event.state.name satisfies string),
};
export const tile: SvelteHTMLElements['rtc-video'] = {
  label: 'Ann', 'onrtc-video-resize': (event) => void event.width.toFixed(),
};
// @ts-expect-error -- no such word
export const wrong: SvelteHTMLElements['rtc-call'] = { layout: 'side-by-sid' };
`;
const VUE = `
import 'rtc-call/vue';
import type { GlobalComponents } from 'vue';
type Props<Tag extends 'rtc-call' | 'rtc-video'> = InstanceType<GlobalComponents[Tag]>['$props'];
export const call: Props<'rtc-call'> = {
  room: 'a', audioOnly: true, tokenProvider: async () => 'token', class: 'call',
  onRtcStateChange: (event) => void (event.state.name satisfies string),
};
export const tile: Props<'rtc-video'> = { label: 'Ann', onRtcVideoResize: (event) => void event.width.toFixed() };
// @ts-expect-error -- no such word
export const wrong: Props<'rtc-call'> = { layout: 'side-by-sid' };
`;

test.each([
  ['react', 'tsx', REACT, 'react-jsx', 'react'],
  ['solid', 'tsx', SOLID, 'preserve', 'solid-js'],
  ['svelte', 'ts', SVELTE, 'preserve', 'react'],
  ['vue', 'ts', VUE, 'preserve', 'react'],
])('rtc-call/%s types the elements in a strict project', async (name, ending, code, jsx, jsxImportSource) => {
  writeFileSync(installed.at(`${name}.${ending}`), code);
  const options = { jsx, jsxImportSource, module: 'esnext', moduleResolution: 'bundler', target: 'es2022' };
  const compilerOptions = { ...options, strict: true, noEmit: true, types: [], lib: ['es2023', 'dom', 'dom.iterable'] };
  const config = installed.at(`tsconfig.${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [`${name}.${ending}`] }));
  await promisify(execFile)(root('node_modules/.bin/tsc'), ['-p', config], { cwd: installed.folder }).catch(
    (error: unknown) => expect.fail((error as { stdout: string }).stdout),
  );
});

test('importing one of them at run time registers the elements', async () => {
  const names = ['react', 'solid', 'svelte', 'vue'];
  const script = `console.log(${JSON.stringify(names)}.map((name) => import.meta.resolve('rtc-call/' + name)).join())`;
  const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script], {
    cwd: installed.folder,
  });
  const found = stdout.trim().split(',');
  expect(found).toHaveLength(names.length);
  for (const url of found) expect(url).toMatch(/\/rtc-call\/dist\/client\/define\.js$/);
});

interface Member {
  readonly name: string;
  readonly attribute?: string;
}
const { modules } = JSON.parse(readFileSync(root('dist/custom-elements.json'), 'utf8')) as {
  modules: { declarations: { tagName: string; members: Member[] }[] }[];
};
const TYPES = readFileSync(root('frameworks/elements.d.ts'), 'utf8');

test.each([
  ['rtc-call', 'CallProperty', ['tokenProvider', 'iceServers', 'fileLimits', 'labels']],
  ['rtc-video', 'VideoProperty', ['srcObject']],
])('%s has in them what has an attribute, and what has none', (tag, type, others) => {
  const declaration = modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === tag);
  const attributes = declaration?.members.flatMap(({ name, attribute }) => (attribute ? [name] : [])) ?? [];
  const [, union = ''] = new RegExp(`type ${type} =([^;]+);`).exec(TYPES) ?? [];
  const named = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set([...attributes, ...others]));
});
