import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ROLES, type IceCandidate } from '../../shared/protocol.js';
import { framed } from '../fuzz/frames.js';
import { Line } from '../fuzz/line.js';
import { hello, type Who } from '../fuzz/packets.js';
import { Polls } from '../fuzz/polls.js';
import { upgrade } from '../fuzz/requests.js';
import { Tally } from '../fuzz/tally.js';
import { offer, person } from '../support/client.js';
import { aloneOnTestTime } from '../support/houses.js';
import { expectRelays, expectSilence, pair } from '../support/pair.js';
import { startServer } from '../support/server.js';
import { until } from '../support/wait.js';

vi.setConfig({ testTimeout: 60_000 });

/** Only a test that fails waits so long. */
const WAIT_MS = 10_000;
const RELAY_TIMEOUT_MS = 5_000;
const candidate = (text: string): IceCandidate => ({ candidate: text });

describe.each(ROLES)('for the %s', (role) => {
  test('who never acknowledges costs the other one an answer, and nobody anything else', async () => {
    const house = await aloneOnTestTime();
    const { one, other } = await pair(house.url, role);
    const silent = await pair(house.url, role);
    silent.other.onsignal = () => undefined;
    const asked = Array.from({ length: 40 }, () => silent.one.signal(silent.other.instance, offer()));
    await expectRelays({ one, other });
    await silent.one.caughtUp();
    await house.pass(RELAY_TIMEOUT_MS);
    const answers = await Promise.all(asked);
    expect(answers).toEqual(asked.map(() => ({ ok: false, code: 'peer-gone' })));
    await expectSilence(one, other, silent.one);
    await expectRelays({ one, other });
    expect(house.seated()).toBe(4);
  });

  test.each(['websocket', 'polling'])(
    'who does not read what comes by %s is ended before much waits for them, and others are served',
    async (transport) => {
      const { rtc, url, port } = await startServer();
      const { one, other } = await pair(url, role);
      const who = person();
      await beDeaf(port, { role, person: who }, transport);
      const socket = [...rtc.io.of(`/${role}`).sockets.values()].find(({ data }) => data.place.room === who.room);
      if (!socket) throw new Error('the deaf client has no socket');
      // What a hostile person opposite may have sent to them within a minute or so, at once.
      for (let n = 0; n < 800 && socket.connected; n += 1) {
        socket.emit('candidates', { from: 'x', candidates: [candidate('x'.repeat(32_768))] });
        await turn();
      }
      expect(socket.connected).toBe(false);
      await until('their end', () => rtc.io.engine.clientsCount === 2);
      expect(rtc.seated).toBe(2);
      await expectSilence(one, other);
      await expectRelays({ one, other });
    },
  );
});

/** Takes a seat, and reads nothing from then on. */
async function beDeaf(port: number, who: Who, transport: string): Promise<void> {
  if (transport === 'polling') return bePollingDeaf(new Polls(port, '192.0.2.1', new Tally()), who);
  const line = new Line(port, new Tally());
  onTestFinished(() => line.leave('reset'));
  line.write(upgrade('192.0.2.1'));
  expect(await line.hear((word) => word.startsWith('0{'), WAIT_MS)).toBe(true);
  line.write(framed(hello(who)));
  expect(await line.hear((word) => word.includes('"welcome"'), WAIT_MS)).toBe(true);
  line.stopReading();
}

async function bePollingDeaf(polls: Polls, who: Who): Promise<void> {
  onTestFinished(() => polls.close());
  await polls.open();
  await polls.post([hello(who)]);
  await until('their welcome', async () => (await polls.get()).includes('"welcome"'));
}
