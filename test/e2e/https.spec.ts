import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkAddresses, urlOf } from '../../server/network.js';
import { App } from './support/app.js';
import { expect, test } from './support/test.js';

const [address = ''] = networkAddresses();

test.describe('another device of the network', () => {
  test.skip(address === '', 'this machine is on no network');
  const folder = mkdtempSync(join(tmpdir(), 'rtc-call-'));
  test.afterAll(() => rmSync(folder, { recursive: true }));

  test('gets no camera by http, and is told why', async ({ someone }) => {
    const app = new App();
    await app.start();
    const ann = await someone();
    await ann.open(`${urlOf('http', address, app.port)}/#room=over-http`);
    expect(await ann.page.evaluate(() => [isSecureContext, 'mediaDevices' in navigator])).toEqual([false, false]);
    await expect(ann.call).toContainText('https');
    await app.stop();
  });

  test('calls by --https, once somebody has accepted the certificate', async ({ someone, room }) => {
    const app = new App(['--https', '--state-dir', folder]);
    await app.start();
    const url = urlOf('https', address, app.port);
    const careful = await someone();
    await expect(careful.open(url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID'); // Its name and dates are right.
    const [ann, bob] = [await someone({ ignoreHTTPSErrors: true }), await someone({ ignoreHTTPSErrors: true })];
    await ann.open(`${url}/#room=${room}`);
    expect(await ann.page.evaluate(() => isSecureContext)).toBe(true);
    await ann.join('Ann');
    await ann.is('waiting');
    expect(await ann.liveTracks('video')).toBe(1);
    await bob.open(await ann.inviteLink());
    await bob.join('Bob');
    await Promise.all([ann.seesMovement(), bob.seesMovement()]);
    expect(new URL(bob.page.url()).origin).toBe(url);
    await app.stop();
  });
});
