import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { offer, person, randomId, seat } from '../support/client.js';
import { Command } from '../support/command.js';
import { Image } from '../support/dockerfile.js';

const image = new Image();
beforeAll(() => image.build(), 600_000);
afterAll(() => image.remove());

/** Its entry point, and its health check, with the Node that is here, on a free port. */
const enter = (env: Record<string, string> = {}): Command => {
  const [, script = ''] = image.stage.entrypoint;
  return new Command(['--host=127.0.0.1'], { ...image.stage.env, PORT: '0', ...env }, image.at(`app/${script}`));
};
function healthOf(port: number): number | null {
  const [, ...args] = image.stage.healthcheck;
  const env = { ...image.stage.env, PORT: `${port}` };
  return spawnSync(process.execPath, args, { cwd: image.at('app'), env, timeout: 20_000 }).status;
}

describe('the image', () => {
  test('has the packages that the server needs, what it runs and what browsers load; no source, no tool', () => {
    expect(readdirSync(image.at('app')).toSorted()).toEqual([
      'dist',
      'node_modules',
      'package-lock.json',
      'package.json',
    ]);
    expect(readdirSync(image.at('app/dist')).toSorted()).toEqual(['cdn', 'demo', 'server', 'shared']);
    for (const name of ['typescript', 'vite', 'playwright'])
      expect(existsSync(image.at(`app/node_modules/${name}`))).toBe(false);
  });

  test('does not run as root, and both of its commands are Node, without a shell', () => {
    expect(image.stage.user).toBe('node');
    expect([image.stage.entrypoint[0], image.stage.healthcheck[0]]).toEqual(['node', 'node']);
  });

  test('starts, logs JSON, serves the page and carries a call’s signaling', async () => {
    const command = enter();
    const url = `http://127.0.0.1:${await command.port()}`;
    expect(command.stdout).toMatch(/^\{"level":/);
    expect(await (await fetch(`${url}/`)).text()).toContain('<title>rtc-call</title>');
    expect((await fetch(`${url}/rtc-call.js`)).status).toBe(200);
    const room = randomId();
    const [callee, caller] = [await seat(url, 'callee', person({ room })), await seat(url, 'caller', person({ room }))];
    expect(await caller.signal(callee.instance, offer())).toEqual({ ok: true });
  });

  test('is healthy while it serves, and not after it', async () => {
    const command = enter();
    const port = await command.port();
    expect(healthOf(port)).toBe(0);
    command.kill('SIGTERM'); // As `docker stop` does.
    expect(await command.exit()).toBe(0);
    expect(healthOf(port)).toBe(1);
  });
});
