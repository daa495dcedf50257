/**
 * What `npm install rtc-call` gives to somebody else: packed, installed into an empty folder, imported, type-checked, built
 * into a page, called with. It takes half a minute, most of it npm's: no shorter way shows what a stranger's project finds.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { build, createLogger, parseSync, preview, type Logger } from 'vite';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Person } from '../e2e/support/person.js';
import { CHROMIUM_ARGS, chromiumPath } from '../support/chromium.js';
import { Command } from '../support/command.js';
import { offer, person, randomId, seat } from '../support/client.js';
import { Package } from '../support/package.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = promisify(execFile);
const installed = new Package();
const inPackage = (path: string): string => installed.at(`node_modules/rtc-call/${path}`);
beforeAll(async () => {
  await installed.pack();
  await installed.install('express');
  cpSync(inPackage('examples/own-server'), installed.folder, { recursive: true });
});
afterAll(() => installed.remove());

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly customElements: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = (): Manifest => JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as Manifest;

/** `npx rtc-call`, without npx: its address. */
async function serve(): Promise<string> {
  const command = new Command(['--port=0', '--host=127.0.0.1'], {}, installed.at('node_modules/.bin/rtc-call'));
  return `http://127.0.0.1:${await command.port()}`;
}

/** Two people meet there, and a description gets from one to the other. */
async function carriesACall(url: string): Promise<void> {
  const room = randomId();
  const callee = await seat(url, 'callee', person({ room }));
  const caller = await seat(url, 'caller', person({ room }));
  expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
  expect((await callee.signals.next()).from).toBe(caller.instance);
}

const text = async (url: string): Promise<string> => {
  const response = await fetch(url);
  expect(response.status, url).toBe(200);
  return response.text();
};

describe('the package', () => {
  test('has what its manifest names, the licence and the documents, and nothing of its making', () => {
    const { exports, bin, customElements } = manifest();
    const named = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    const paths = [...named, ...Object.values(bin), customElements];
    const expected = paths.filter((path) => !path.includes('*')).map((path) => path.replace(/^\.\//, ''));
    expect(installed.paths).toEqual(expect.arrayContaining([...expected, 'README.md', 'LICENSE', 'CHANGELOG.md']));
    expect(
      installed.paths.filter((path) =>
        /^(test|client|server|shared|scripts|bundle)\/|stamp|tsbuildinfo|\.env$/.test(path),
      ),
    ).toEqual([]);
  });

  test('says whose icons it has', () => {
    expect(readFileSync(inPackage('dist/client/elements/icon-shapes/mic.js'), 'utf8')).toMatch(
      /^\/\*\* @license lucide v/,
    );
    expect(readFileSync(inPackage('dist/cdn/licenses.md'), 'utf8')).toContain('Lucide Icons and Contributors');
  });

  test('is small', () => {
    expect(installed.packed.size).toBeLessThan(2_000_000);
  });

  test('brings no package that only its own development needs', () => {
    const present = readdirSync(installed.at('node_modules'));
    for (const name of ['typescript', 'vite', 'playwright', 'tsx', 'vitest']) expect(present).not.toContain(name);
  });
});

/** The packages that a built file, or its types, asks for. */
function packagesIn(path: string): string[] {
  const code = readFileSync(path, 'utf8');
  const { module } = parseSync(path, code);
  const asked = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? '.')),
    // A retry asks for an address that is known only then (client/call/part.ts).
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^['"](.*)['"]$/.exec(code.slice(start, end))?.[1] ?? [],
    ),
  ];
  const bare = asked.filter((name) => !name.startsWith('.') && !isBuiltin(name));
  return bare.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

describe('what the package imports', () => {
  test.each([
    ['client', 'lit'],
    ['server', 'express'],
    ['shared', 'valibot'],
  ])('in dist/%s is installed with it', (part, known) => {
    const files = readdirSync(inPackage(`dist/${part}`), { encoding: 'utf8', recursive: true });
    const code = files.filter((file) => /\.(js|d\.ts)$/.test(file));
    const packages = new Set(code.flatMap((file) => packagesIn(inPackage(`dist/${part}/${file}`))));
    expect(packages).toContain(known);
    const { dependencies } = manifest();
    expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);
  });
});

describe('what the package exports', () => {
  const EXPORTS = [
    ['rtc-call', 'RtcCall'],
    ['rtc-call/define.js', 'defineRtcElements'],
    ['rtc-call/server', 'createRtcServer'],
    ['rtc-call/protocol', 'PROTOCOL_VERSION'],
    ['rtc-call/custom-elements.json', 'default'],
    ['rtc-call/package.json', 'default'],
  ] as const;

  test.each(EXPORTS)('as %s is imported by Node, where there is no DOM', async (path, name) => {
    const options = path.endsWith('.json') ? `{ with: { type: 'json' } }` : '{}';
    const script = `console.log('document' in globalThis, ...Object.keys(await import('${path}', ${options})))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: installed.folder,
    });
    const [hasDom, ...names] = stdout.trim().split(' ');
    expect(hasDom).toBe('false');
    expect(names).toContain(name);
  });

  test('is all of that, and files for browsers', () => {
    const isCode = ([, to]: [string, string | { readonly types: string }]): boolean =>
      typeof to === 'string' || !to.types.startsWith('./frameworks/');
    const paths = Object.entries(manifest().exports)
      .filter(isCode) // A framework's entry is define.js with other types.
      .map(([path]) => `rtc-call${path.slice(1)}`);
    expect(paths.toSorted()).toEqual([...EXPORTS.map(([path]) => path), 'rtc-call/cdn/*'].toSorted());
  });
});

describe('npx rtc-call', () => {
  test('serves the page, the element and what it loads on demand', async () => {
    const url = await serve();
    expect(await text(`${url}/`)).toContain('<title>rtc-call</title>');
    expect(await text(`${url}/rtc-call.js`)).toContain('rtc-call');
    const chunks = installed.paths.filter((path) => /^dist\/cdn\/rtc-call\/[^/]+\.js$/.test(path));
    expect(chunks.length).toBeGreaterThan(10);
    for (const chunk of chunks) await text(`${url}/${chunk.replace('dist/cdn/', '')}`);
  });

  test('carries a call’s signaling', async () => {
    await carriesACall(await serve());
  });

  test('is run by npx itself from the folder it was installed in', async () => {
    expect(await installed.npm(['exec', '--offline', '--', 'rtc-call', '--help'])).toContain('--port (PORT)');
  });
});

describe.each(['express.js', 'http.js'])('examples/own-server/%s', (name) => {
  const start = async (): Promise<string> => {
    const command = new Command([], { PORT: '0' }, installed.at(name));
    return `http://127.0.0.1:${await command.port()}`;
  };

  test('serves its own page, the element that this page names, and a call’s signaling', async () => {
    const url = await start();
    const page = await text(`${url}/`);
    const [, script = ''] = /src="([^"]+)"/.exec(page) ?? [];
    expect(page).toContain('<h1>Our page</h1>');
    expect(await text(url + script)).toContain('rtc-call');
    await carriesACall(url);
  });

  test('ends on SIGTERM, with its sockets', async () => {
    const command = new Command([], { PORT: '0' }, installed.at(name));
    await seat(`http://127.0.0.1:${await command.port()}`, 'callee');
    command.kill('SIGTERM');
    expect(await command.exit()).toBe(0);
  });
});

const PAGE = `
import 'rtc-call/define.js';
const { searchParams } = new URL(location.href);
const call = document.createElement('rtc-call');
call.room = searchParams.get('room') ?? '';
call.server = searchParams.get('server') ?? '';
call.autojoin = searchParams.has('autojoin');
call.addEventListener('rtc-state-change', (event) => {
  document.title = event.state.name;
});
document.body.append(call);
`;

const TYPES = `
import type { CallState, Layout, PanelName, RtcCall, RtcStateChangeEvent, SelfView, TokenProvider } from 'rtc-call';
import { Call } from 'rtc-call';
export const tokens: TokenProvider = async (reason) => reason;
export const panels: readonly PanelName[] = ['menu'];
export const place: readonly [Layout, SelfView] = ['side-by-side', 'hidden'];
export const stateOf = (event: RtcStateChangeEvent): CallState => event.state;
export const callOf = (element: RtcCall): Call | null => element.call;
// @ts-expect-error -- a room is a string: the properties are not any.
document.createElement('rtc-call').room = 5;
// @ts-expect-error -- there is no such state: the events are not any.
document.createElement('rtc-call').addEventListener('rtc-state-change', ({ state }) => state.name === 'away');
`;

const SERVER = `
import { createServer } from 'node:http';
import { createRtcServer, type RtcServer } from 'rtc-call/server';
import { PROTOCOL_VERSION } from 'rtc-call/protocol';
export const server: RtcServer = createRtcServer({ port: PROTOCOL_VERSION, https: true });
export const own = createServer(server.app);
export const port: Promise<number> = server.listen().then((address) => address.port);
// @ts-expect-error -- a port is a number: the options are not any.
createRtcServer({ port: 'eighty' });
`;

describe.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'a strict TypeScript with module %s and resolution %s, which checks all types, understands',
  (module, resolution) => {
    const common = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
    const flags = [...common, '--module', module, '--moduleResolution', resolution];
    const BROWSER = ['--lib', 'es2023,dom,dom.iterable'];
    const NODE = ['--lib', 'es2023', '--types', 'node'];

    test.each([
      ['a page that imports the elements and nothing else', 'page.ts', PAGE, BROWSER],
      ['the public types', 'types.ts', TYPES, BROWSER],
      ['a server', 'server.ts', SERVER, NODE],
    ])('%s', async (_what, file, code, libraries) => {
      writeFileSync(installed.at(file), code);
      const compiler = run(root('node_modules/.bin/tsc'), [...flags, ...libraries, file], { cwd: installed.folder });
      await compiler.catch((error: unknown) => expect.fail((error as { stdout: string }).stdout));
    });
  },
);

describe('a page that Vite builds of the package', () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const customLogger: Logger = { ...createLogger('silent'), warn, warnOnce: warn };
  const vite = {
    root: installed.folder,
    configFile: false,
    logLevel: 'warn',
    customLogger,
    build: { outDir: 'built' },
  } as const;

  beforeAll(async () => {
    writeFileSync(installed.at('page.ts'), PAGE);
    writeFileSync(installed.at('index.html'), '<!doctype html><body><script type="module" src="/page.ts"></script>');
    await build(vite);
  });

  /** The built page, with the server that is named in its address. */
  async function open(query: Readonly<Record<string, string>>): Promise<() => Promise<Person>> {
    const site = await preview({ ...vite, preview: { port: 0, host: '127.0.0.1' } });
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] });
    onTestFinished(async () => {
      await browser.close();
      await site.close();
    });
    return async () => {
      const someone = await Person.at(await browser.newContext());
      await someone.open(`${site.resolvedUrls?.local[0]}?${String(new URLSearchParams(query))}`);
      return someone;
    };
  }

  test('is built without a warning', () => {
    expect(warnings).toEqual([]);
  });

  test('shows the lobby, with its icons', async () => {
    const someone = await open({ room: randomId(), server: await serve() });
    const { call, errors } = await someone();
    const icons = call.getByRole('button').locator('svg:has(path)');
    await icons.first().waitFor();
    const sizes = await icons.evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.filter((width) => width < 10)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('connects two people, who see each other move', async () => {
    const someone = await open({ room: randomId(), server: await serve(), autojoin: '' });
    const people = [await someone(), await someone()];
    for (const each of people) await each.is('connected');
    for (const each of people) await each.seesMovement();
    expect(people.flatMap(({ errors }) => errors)).toEqual([]);
  });
});
