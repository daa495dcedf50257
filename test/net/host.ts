/** A person's computer: a namespace behind the router, and a Chromium that knows no other network. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import type { Role } from '../../shared/protocol.js';
import { CHROMIUM_ARGS } from '../support/chromium.js';
import { Namespace } from './namespace.js';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export class Host {
  readonly namespace: Namespace;
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtc-call-host-'));
  #browser: Browser | null = null;

  private constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  static async open(role: Role): Promise<Host> {
    return new Host(await Namespace.open(`${role}-host`));
  }

  /** Pages of `origin` may use camera and microphone; TURN by TLS takes any certificate. */
  async browse({ origin, shown }: { origin: string; shown: boolean }): Promise<Browser> {
    const insecure = [`--unsafely-treat-insecure-origin-as-secure=${origin}`, '--ignore-certificate-errors'];
    const args = [...CHROMIUM_ARGS, ...insecure];
    this.#browser = await chromium.launch({ executablePath: this.#wrapper(), headless: !shown, args });
    return this.#browser;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.namespace.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Playwright talks to its browser by pipes, which know no namespaces. */
  #wrapper(): string {
    const file = join(this.#folder, 'chromium');
    writeFileSync(file, `#!/bin/sh\nexec ${this.namespace.entry.join(' ')} '${CHROMIUM}' "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  }
}
