import * as enginePackets from 'engine.io-parser';
import * as fc from 'fast-check';
import * as socketPackets from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import * as smallEngine from '../../bundle/engine.io-parser.js';
import { parse } from '../../bundle/parse-uri.js';
import * as smallSocket from '../../bundle/socket.io-parser.js';
import { smallCss, smallHtml } from '../../bundle/templates.js';

describe('a style sheet in the built file', () => {
  test('has neither white space nor comments that nobody needs', () => {
    const css = `
      /* A
         comment. */
      .lobby > slot,
      .preview {
        aspect-ratio: 16 / 9;
        transition:
          inset 0.35s ease,
          color 10.5s;
      }
      @container rtc-call (width < 36rem) and (height >= 8rem) {
        .a { margin: -0.125rem 0; }
      }`;
    expect(smallCss(css)).toBe(
      ' .lobby>slot,.preview{aspect-ratio:16/9;transition:inset .35s ease,color 10.5s}' +
        '@container rtc-call (width<36rem) and (height>=8rem){.a{margin:-.125rem 0}}',
    );
  });

  test.each([
    ['inline-size: calc(var(--_button) * 1.4 - 2px)', 'inline-size:calc(var(--_button) * 1.4 - 2px)'],
    [':host([mirror]) :is(video, canvas) {', ':host([mirror]) :is(video,canvas){'],
    [".a::after { content: 'a > b;  c: 0.5' }", ".a::after{content:'a > b;  c: 0.5'}"],
    ['.a { --_bg: red; ', '.a{--_bg:red;'],
  ])('keeps what the space means: %s', (css, small) => expect(smallCss(css)).toBe(small));
});

describe('a template in the built file', () => {
  test.each([
    ['<p>\n  <b>one</b>\n  <i>two</i>\n</p>', '<p><b>one</b><i>two</i></p>'],
    ['<b>one</b> <i>two</i>', '<b>one</b> <i>two</i>'],
    ['<p>one\n  two</p>', '<p>one two</p>'],
    ['<input\n  readonly\n  .value=', '<input readonly .value='],
    ['\n  ></rtc-video>', '></rtc-video>'],
    ['</strong> ', '</strong> '],
    [' one', ' one'],
    ['\n', ''],
  ])('is drawn as before: %j', (html, small) => expect(smallHtml(html)).toBe(small));
});

const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const event = fc.tuple(fc.constantFrom('welcome', 'signal', 'bye'), json).map((words): unknown[] => words);
const packet = fc
  .oneof(
    fc.record({ type: fc.constantFrom(0, 4), data: fc.dictionary(fc.string(), json, { noNullPrototype: true }) }),
    fc.record({ type: fc.constant(1), data: fc.constant(undefined) }),
    fc.record({ type: fc.constant(2), data: event, id: fc.nat() }, { requiredKeys: ['type', 'data'] }),
    fc.record({ type: fc.constant(3), data: fc.array(json), id: fc.nat() }),
  )
  .chain((fields) => fc.constantFrom('/', '/caller', '/callee').map((nsp) => ({ ...fields, nsp })));

/** What comes out of a decoder for one text, or that it refuses it. */
function decoded(decoder: smallSocket.Decoder | socketPackets.Decoder, text: string): unknown {
  const packets: unknown[] = [];
  const collect = (each: unknown): unknown => packets.push(each);
  (decoder as smallSocket.Decoder).on('decoded', collect);
  try {
    decoder.add(text);
  } catch {
    return 'refused';
  }
  return packets;
}

describe("Socket.IO's packets in the built file", () => {
  test("are written as Socket.IO's own parser writes them", () => {
    fc.assert(
      fc.property(packet, (each) => {
        expect(new smallSocket.Encoder().encode(each)).toEqual(new socketPackets.Encoder().encode({ ...each }));
      }),
    );
  });

  test("are read as Socket.IO's own parser reads them", () => {
    fc.assert(
      fc.property(packet, (each) => {
        const text = String(new socketPackets.Encoder().encode({ ...each })[0]);
        expect(decoded(new smallSocket.Decoder(), text)).toEqual(decoded(new socketPackets.Decoder(), text));
      }),
    );
  });

  test.each([
    '9',
    'x',
    '0',
    '0[]',
    '0null',
    '1[]',
    '2',
    '2{}',
    '2[]',
    '2[null]',
    '2["connect"]',
    '2["disconnect",1]',
    '2["a"',
    '2/caller',
    '2/caller,7',
    '2/caller,7["a"]',
    '3{}',
    '37[]',
    '4',
    '4"no"',
    '47',
    '2,["a"]',
    '2-["a"]',
  ])("refuses and takes what Socket.IO's own parser does: %j", (text) => {
    expect(decoded(new smallSocket.Decoder(), text)).toEqual(decoded(new socketPackets.Decoder(), text));
  });

  test('are not heard any more once nobody listens', () => {
    const decoder = new smallSocket.Decoder();
    const heard: unknown[] = [];
    const hear = (each: unknown): unknown => heard.push(each);
    decoder.on('decoded', hear);
    decoder.off('decoded', hear);
    decoder.add('2["a"]');
    expect(heard).toEqual([]);
  });
});

describe("Engine.IO's packets in the built file", () => {
  const types = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;
  const text = fc.string().map((letters) => letters.replaceAll('\x1e', ''));
  const packets = fc.array(fc.record({ type: fc.constantFrom(...types), data: text }), { minLength: 1 });

  test("are written as Engine.IO's own parser writes them, one by one and together", () => {
    fc.assert(
      fc.property(packets, (all) => {
        const small: string[] = [];
        const own: unknown[] = [];
        for (const each of all) {
          smallEngine.encodePacket(each, true, (encoded) => small.push(encoded));
          enginePackets.encodePacket(each, true, (encoded) => own.push(encoded));
        }
        smallEngine.encodePayload(all, (encoded) => small.push(encoded));
        enginePackets.encodePayload(all, (encoded) => own.push(encoded));
        expect(small).toEqual(own);
      }),
    );
  });

  test("are read as Engine.IO's own parser reads them, up to the first that is none", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            text,
            packets.map((all) => `4${all[0]?.data}`),
          ),
        ),
        (all) => {
          // A `b` begins binary data, which a server of ours never sends.
          const payload = all.map((each) => each.replace(/^b/, 'x')).join('\x1e');
          expect(smallEngine.decodePayload(payload)).toEqual(enginePackets.decodePayload(payload, 'arraybuffer'));
        },
      ),
    );
  });

  test('are text: anything else is an error', () => {
    expect(smallEngine.decodePacket(new ArrayBuffer(1))).toEqual({ type: 'error', data: 'parser error' });
  });
});

test.each([
  ['https://call.example.com', 'https', 'call.example.com', ''],
  ['http://localhost:3001', 'http', 'localhost', '3001'],
  ['https://[2001:db8::1]:8443', 'https', '2001:db8::1', '8443'],
  ['call.example.com:8080', 'http', 'call.example.com', '8080'],
])('the address of a server in the built file: %s', (address, protocol, host, port) => {
  expect(parse(address)).toEqual({ protocol, host, port, query: '' });
});
