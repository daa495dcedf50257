// What the commands share: running programs, and knowing what is up to date. Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => join(root, path);

/** Runs a program with our own input and output; resolves to its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...options,
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

/** Runs a program of a package that is installed here. */
export const bin = (name, args, options) => run(at(`node_modules/.bin/${name}`), args, options);

export async function must(step) {
  const code = await step;
  if (code !== 0) process.exit(code);
}

/** Installs a Debian package where we may; elsewhere, or where that fails, the caller says what is missing. */
export async function aptInstall(name) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.log(`Installing ${name}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-qq']);
  const code = updated || (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env }));
  if (code !== 0) console.warn(`${name} could not be installed`);
}

function stampOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(files))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(at(path)));
  return hash.digest('hex');
}

function files(path) {
  if (!existsSync(at(path))) return [];
  if (statSync(at(path)).isFile()) return [path];
  return readdirSync(at(path))
    .filter((name) => !name.endsWith('.tsbuildinfo'))
    .sort()
    .flatMap((name) => files(join(path, name)));
}

/** Does `work` unless it was done for the same content of `paths` before, and `made` is still there; stamped when it was done whole. */
async function unlessDone(stampPath, paths, made, work) {
  const stamp = stampOf(paths);
  const isMade = () => made.every((path) => existsSync(at(path)));
  if (isMade() && existsSync(at(stampPath)) && readFileSync(at(stampPath), 'utf8') === stamp) return;
  // A step that breaks off is done again.
  rmSync(at(stampPath), { force: true });
  await work();
  requireMade(made);
  mkdirSync(dirname(at(stampPath)), { recursive: true });
  writeFileSync(at(stampPath), stamp);
}

function requireMade(paths) {
  const missing = paths.filter((path) => !existsSync(at(path)));
  if (missing.length > 0) throw new Error(`not made: ${missing.join(', ')}`);
}

/** What the build runs. */
const PROGRAMS = ['tsc', 'vite', 'cem'].map((name) => `node_modules/.bin/${name}`);

/** All packages, those of the build too, whatever NODE_ENV and npm's `omit` say: both leave them out. */
export const ensureInstalled = () =>
  unlessDone('node_modules/.rtc-call-stamp', ['package-lock.json'], PROGRAMS, async () => {
    console.log('Installing packages…');
    await must(run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']));
  });

/** What the build is made of. */
export const SOURCES = [
  'shared',
  'server',
  'client',
  'demo',
  'custom-elements-manifest.config.mjs',
  'tsconfig.json',
  'vite.config.ts',
  'vite.plugins.ts',
  'vite.demo.config.ts',
  'vite.status.config.ts',
  'package-lock.json',
];

/** Of each step of the build, what the next ones or the server need. */
const BUILT = [
  'dist/server/main.js',
  'dist/shared/protocol.js',
  'dist/client/define.js',
  'dist/cdn/rtc-call.js',
  'dist/demo/index.html',
  'dist/status/status.html',
  'dist/custom-elements.json',
];

export const ensureIcons = () => must(run('node', ['scripts/icons.mjs']));

export async function ensureBuilt() {
  await ensureIcons(); // Before the sources are compared: it writes one of them.
  await unlessDone('dist/.rtc-call-stamp', SOURCES, BUILT, async () => {
    console.log('Building…');
    await must(bin('tsc', ['-b']));
    await must(bin('vite', ['build', '--logLevel', 'warn']));
    await must(bin('vite', ['build', '--logLevel', 'warn', '--config', 'vite.demo.config.ts']));
    await must(bin('vite', ['build', '--logLevel', 'warn', '--config', 'vite.status.config.ts']));
    await must(bin('cem', ['analyze', '--quiet']));
    requireMade(BUILT);
    addIconLicence();
    for (const folder of ['dist/cdn', 'dist/demo', 'dist/status']) compress(folder);
  });
}

/** The icons stand in our own source, where Vite does not see whose they are. */
function addIconLicence() {
  const [manifest, text] = ['package.json', 'LICENSE'].map((name) =>
    readFileSync(at(`node_modules/lucide/${name}`), 'utf8'),
  );
  const { version, license } = JSON.parse(manifest);
  appendFileSync(at('dist/cdn/licenses.md'), `\n## lucide - ${version} (${license})\n\n${text.trim()}\n`);
}

/** What browsers load is compressed once, here, and not at every request. */
function compress(folder) {
  for (const path of files(folder).filter((name) => /\.(js|css|html|svg)$/.test(name))) {
    const content = readFileSync(at(path));
    writeFileSync(at(`${path}.br`), brotliCompressSync(content));
    writeFileSync(at(`${path}.gz`), gzipSync(content, { level: 9 }));
  }
}
