/** The packed package, installed as a stranger does it: into an empty folder, with what it depends on and nothing else. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 120_000;
const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  /** Bytes: of the tarball, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

export class Package {
  readonly folder = mkdtempSync(join(tmpdir(), 'rtc-call-package-'));
  #packed: Packed | undefined;

  get packed(): Packed {
    if (!this.#packed) throw new Error('not packed yet');
    return this.#packed;
  }

  get paths(): string[] {
    return this.packed.files.map(({ path }) => path);
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  /** Whatever npm says on the way stays with it; what it writes where it fails is in the error. */
  async npm(args: readonly string[], cwd = this.folder): Promise<string> {
    const { stdout } = await run('npm', args, { cwd, timeout: LIMIT_MS, maxBuffer: 16 * 1_048_576 });
    return stdout;
  }

  async pack(): Promise<void> {
    const answer = await this.npm(['pack', '--json', '--ignore-scripts', `--pack-destination=${this.folder}`], root);
    [this.#packed] = JSON.parse(answer) as Packed[];
  }

  async install(...more: string[]): Promise<void> {
    writeFileSync(this.at('package.json'), JSON.stringify({ private: true, type: 'module' }));
    const flags = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await this.npm(['install', ...flags, this.at(this.packed.filename), ...more]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
