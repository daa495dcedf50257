/**
 * Follows a Dockerfile without Docker: each stage is an empty folder, COPY copies what .dockerignore lets through, RUN runs.
 * Only what ours says is understood; anything else is an error. The base images are not: the Node that is here stands in,
 * and so do the packages that the build needs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 240_000;

interface Stage {
  readonly folder: string;
  readonly env: Record<string, string>;
  workdir: string;
  user: string;
  healthcheck: string[];
  entrypoint: string[];
}

/** A line that ends with a backslash goes on in the next one. */
function instructions(text: string): [string, string][] {
  const lines = text.replace(/\\\n/g, ' ').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1).trim()]);
}

/** Whether a path of the context gets into an image: the last pattern that matches it or a folder above it decides. */
function sent(path: string, patterns: readonly string[]): boolean {
  let kept = true;
  for (const pattern of patterns) {
    const glob = pattern.replace(/^!/, '');
    if (matchesGlob(path, glob) || matchesGlob(path, `${glob}/**`)) kept = pattern.startsWith('!');
  }
  return kept;
}

/**
 * `npm run build` finds the packages of this checkout, with the stamp by which scripts/tools.mjs knows them, and needs not
 * install them for a minute. Links to each, so that nothing that is done in the folder is done to them.
 */
function linkPackages(folder: string): void {
  const [source, target] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(target);
  for (const name of readdirSync(source)) if (!isOwn(name)) symlinkSync(join(source, name), join(target, name));
  const lock = readFileSync(join(root, LOCK));
  writeFileSync(join(target, STAMP), createHash('sha256').update(`${LOCK}\0`).update(lock).digest('hex'));
}

const LOCK = 'package-lock.json';
const STAMP = '.rtc-call-stamp';
/** What tools write there for themselves. */
const isOwn = (name: string): boolean => name.startsWith('.') && name !== '.bin';

export class Image {
  readonly #stages = new Map<string, Stage>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtc-call-image-'));
  readonly #patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  #stage: Stage = this.#begin('');

  get stage(): Stage {
    return this.#stage;
  }

  /** The folder, on this machine, in which its commands run; of an earlier stage, if one is named. */
  workdir(name?: string): string {
    const stage = name === undefined ? this.#stage : this.#named(name);
    return join(stage.folder, stage.workdir);
  }

  build(): void {
    for (const [word, rest] of instructions(readFileSync(join(root, 'Dockerfile'), 'utf8'))) this.#follow(word, rest);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #named(name: string): Stage {
    const stage = this.#stages.get(name);
    if (!stage) throw new Error(`there is no stage ${name}`);
    return stage;
  }

  #begin(name: string): Stage {
    const folder = join(this.#folder, name || `stage-${this.#stages.size}`);
    mkdirSync(folder, { recursive: true });
    const stage = { folder, env: {}, workdir: '/', user: 'root', healthcheck: [], entrypoint: [] };
    this.#stages.set(name || `${this.#stages.size}`, stage);
    return stage;
  }

  #follow(word: string, rest: string): void {
    const stage = this.#stage;
    if (word === 'FROM') this.#stage = this.#begin(/ AS (\w+)$/.exec(rest)?.[1] ?? '');
    else if (word === 'WORKDIR') stage.workdir = rest;
    else if (word === 'ENV')
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value;
    else if (word === 'COPY') this.#copy(rest.split(/\s+/));
    else if (word === 'RUN') this.#run(rest);
    else if (word === 'USER') stage.user = rest;
    else if (word === 'HEALTHCHECK') stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
    else if (word === 'ENTRYPOINT') stage.entrypoint = JSON.parse(rest) as string[];
    else if (word !== 'EXPOSE') throw new Error(`what does ${word} do?`);
  }

  #copy(words: readonly string[]): void {
    const from = /^--from=(\w+)$/.exec(words[0] ?? '')?.[1];
    const paths = words.slice(from ? 1 : 0);
    const into = paths.at(-1) ?? '.';
    const source = from ? this.#named(from).folder : root;
    for (const path of paths.slice(0, -1)) this.#take(source, path, into, from === undefined);
    if (!from && paths[0] === '.') linkPackages(join(this.#stage.folder, resolve(this.#stage.workdir, into)));
  }

  /** A file goes into the folder that is named, what is in a folder becomes what is in it. */
  #take(source: string, path: string, into: string, context: boolean): void {
    const target = join(this.#stage.folder, resolve(this.#stage.workdir, into));
    const file = /\.\w+$/.test(path);
    mkdirSync(file ? target : dirname(target), { recursive: true });
    cpSync(join(source, path), file ? join(target, path) : target, {
      recursive: true,
      filter: (name) => !context || name === join(root, path) || this.#passes(relative(root, name)),
    });
  }

  /** A folder that is not sent itself may hold something that is. */
  #passes = (path: string): boolean => sent(path, this.#patterns);

  #run(command: string): void {
    const { folder, workdir, env } = this.#stage;
    const cwd = join(folder, workdir);
    mkdirSync(cwd, { recursive: true });
    const { PATH = '', HOME = '' } = process.env;
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      cwd,
      env: { PATH, HOME, ...env },
      encoding: 'utf8',
      timeout: LIMIT_MS,
    });
    if (status !== 0) throw new Error(`RUN ${command} ended with ${status}:\n${stdout}${stderr}`);
  }
}
