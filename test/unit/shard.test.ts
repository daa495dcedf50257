import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRoom } from '../../client/call/invite.js';
import { shardOf } from '../../shared/shard.js';

const rooms = Array.from({ length: 20_000 }, () => createRoom());

test('a room has one shard, for good: an old page and a new one meet on the same server', () => {
  expect(['a', 'room', 'abcd-efgh-jkmn', '~'.repeat(64)].map(shardOf)).toEqual(['2p', '63', '3m', '1kw']);
});

test('a shard is a short word of a URL, whatever the name of the room', () => {
  for (const room of [...rooms, 'a', '~'.repeat(64)]) expect(shardOf(room)).toMatch(/^[a-z\d]{1,3}$/);
});

test('shards are many, and rooms spread evenly over a few servers', () => {
  const shards = rooms.map((room) => Number.parseInt(shardOf(room), 36));
  expect(new Set(shards).size).toBeGreaterThan(3_000);
  for (const servers of [2, 3, 4, 7, 16])
    for (let server = 0; server < servers; server += 1) {
      const share = shards.filter((shard) => shard % servers === server).length / rooms.length;
      expect(share * servers).toBeGreaterThan(0.85);
      expect(share * servers).toBeLessThan(1.15);
    }
});

test('a shard is no key: it says twelve bits of a name at most', () => {
  expect(Math.max(...rooms.map((room) => Number.parseInt(shardOf(room), 36)))).toBeLessThan(4_096);
});

test("the demo's early connection names the room's shard", () => {
  const html = readFileSync(new URL('../../demo/index.html', import.meta.url), 'utf8');
  const script = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? '';
  const opened: string[] = [];
  function WebSocket(url: string): void {
    opened.push(url);
  }
  for (const room of rooms.slice(0, 50))
    runInNewContext(script, {
      WebSocket,
      URL,
      URLSearchParams,
      location: new URL(`https://call.example.com/#room=${room}&as=callee`),
    });
  expect(opened).toEqual(
    rooms
      .slice(0, 50)
      .map((room) => `wss://call.example.com/socket.io/?shard=${shardOf(room)}&EIO=4&transport=websocket`),
  );
});
