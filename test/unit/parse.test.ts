import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROTOCOL_VERSION, REFUSALS, type RefusalCode } from '../../shared/protocol.js';
import {
  MAX_CANDIDATE,
  MAX_CANDIDATES,
  MAX_MESSAGE_BYTES,
  MAX_NAME,
  MAX_SDP,
  parseCandidatesFrom,
  parseCandidatesTo,
  parseBye,
  parseControl,
  parseHandshake,
  parseIce,
  parseLeave,
  parsePeerNews,
  parseSignalFrom,
  parseSignalTo,
  parseWelcome,
  type Parsed,
} from '../../shared/parse.js';

const WEEK_MS = 7 * 24 * 3_600_000;

const letters = (count: number): string => 'x'.repeat(count);
const offer = { type: 'offer', sdp: 'v=0' };
const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
const handshake = { v: PROTOCOL_VERSION, room: 'abcd-efgh-jkmn', owner: letters(22), instance: letters(22) };
const signalTo = { to: 'instance', description: offer };
const candidatesTo = { to: 'instance', candidates: [candidate] };
const peer = { instance: 'instance', state: 'here' };
const ice = { servers: [{ urls: ['stun:192.0.2.1'] }], ttl: 3_600 };
const media = { type: 'media', mic: true, camera: false };

const value = (parsed: Parsed<unknown>): unknown => (parsed.ok ? parsed.value : parsed);
const refused = (code: RefusalCode): Parsed<never> => ({ ok: false, code });
const control = (message: unknown): Parsed<unknown> => parseControl(JSON.stringify(message));
const named = (name: string): unknown => value(parseHandshake({ ...handshake, name }));

type Check = (value: unknown) => boolean;
type Parse = (value: unknown) => Parsed<unknown>;

// The shapes of protocol.ts and messages.ts once more, written without the library that parses them.
const isText =
  (max: number): Check =>
  (text) =>
    typeof text === 'string' && text.length <= max;
const isOneOf =
  (...words: unknown[]): Check =>
  (word) =>
    words.includes(word);
const isNull: Check = (nothing) => nothing === null;
const isCount: Check = (count) => Number.isInteger(count) && Number(count) >= 0;
const either =
  (...checks: Check[]): Check =>
  (anything) =>
    checks.some((check) => check(anything));
const isList =
  (item: Check, min: number, max: number): Check =>
  (list) =>
    Array.isArray(list) && list.length >= min && list.length <= max && list.every(item);
const matches =
  (pattern: RegExp): Check =>
  (text) =>
    typeof text === 'string' && pattern.test(text);

/** A plain object with these fields and no others; a name that ends with `?` may be missing. */
const isObject =
  (fields: Record<string, Check>): Check =>
  (object) => {
    if (typeof object !== 'object' || object === null || Object.getPrototypeOf(object) !== Object.prototype)
      return false;
    const names = Object.keys(fields).map((field) => field.replace('?', ''));
    const entries: Record<string, unknown> = { ...object };
    return (
      Reflect.ownKeys(object).every((key) => typeof key === 'string' && names.includes(key)) &&
      Object.entries(fields).every(([field, check]) => {
        const name = field.replace('?', '');
        return Object.hasOwn(entries, name) ? check(entries[name]) : field.endsWith('?');
      })
    );
  };

const isId = matches(/^[A-Za-z0-9_-]{1,64}$/);
const isSecret = matches(/^[A-Za-z0-9_-]{22,64}$/);
const isName: Check = (name) => isText(MAX_NAME)(name) && !matches(/[\p{Cc}\p{Bidi_Control}]/u)(name);
const isDescription = isObject({ type: isOneOf('offer', 'answer'), sdp: isText(MAX_SDP), 'id?': isCount });
const isYes = (value: unknown): boolean => value === true;
const isCandidate = isObject({
  candidate: isText(MAX_CANDIDATE),
  'sdpMid?': either(isNull, isText(256)),
  'sdpMLineIndex?': either(isNull, isCount),
  'usernameFragment?': either(isNull, isText(256)),
});
const isBatch = isList(isCandidate, 1, MAX_CANDIDATES);
const isSignal = either(
  isObject({ description: isDescription }),
  isObject({ restart: isYes }),
  isObject({ candidates: isBatch }),
);
const isAnyText = isText(Number.MAX_SAFE_INTEGER);
const isServer = isObject({
  urls: isList(isAnyText, 0, Number.MAX_SAFE_INTEGER),
  'username?': isAnyText,
  'credential?': isAnyText,
});
const isIce = isObject({
  servers: isList(isServer, 0, Number.MAX_SAFE_INTEGER),
  ttl: (ttl) => Number.isFinite(ttl) && Number(ttl) >= 0,
});
const isPeer = isObject({ instance: isId, state: isOneOf('here', 'away'), 'name?': isName });
const isLeaving = isOneOf('hang-up', 'closing');
const isElapsed: Check = (elapsed) => typeof elapsed === 'number' && elapsed >= 0 && elapsed <= WEEK_MS;

const isTrouble = isOneOf('lost', 'interrupted', 'blocked', 'busy');

const text = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const secret = fc.stringMatching(/^[A-Za-z0-9_-]{22,64}$/);
const name = text.map((words) => words.trim());
const anOffer = fc.record({ type: fc.constant('offer'), sdp: text });
const description = fc.record(
  { type: fc.constantFrom('offer', 'answer'), sdp: text, id: fc.nat() },
  { requiredKeys: ['type', 'sdp'] },
);
const restart = fc.constant(true);
const aCandidate = fc.record(
  {
    candidate: text,
    sdpMid: fc.option(text),
    sdpMLineIndex: fc.option(fc.nat()),
    usernameFragment: fc.option(text),
  },
  { requiredKeys: ['candidate'] },
);
const candidates = fc.array(aCandidate, { minLength: 1, maxLength: MAX_CANDIDATES });
const servers = fc.array(
  fc.record({ urls: fc.array(text), username: text, credential: text }, { requiredKeys: ['urls'] }),
);
const anIce = fc.record({ servers, ttl: fc.nat() });
const aPeer = fc.record(
  { instance: id, state: fc.constantFrom('here', 'away'), name },
  { requiredKeys: ['instance', 'state'] },
);
const reason = fc.constantFrom('hang-up', 'closing');
const aSignal = fc.oneof(fc.record({ description }), fc.record({ restart }), fc.record({ candidates }));
const aTrouble = fc.constantFrom('lost', 'interrupted', 'blocked', 'busy');
const aMessage = fc.oneof(
  fc.record(
    {
      type: fc.constant('media'),
      mic: fc.boolean(),
      camera: fc.boolean(),
      screen: fc.boolean(),
      trouble: fc.record({ mic: aTrouble, camera: aTrouble }, { requiredKeys: [] }),
      name,
      elapsed: fc.nat(WEEK_MS),
    },
    { requiredKeys: ['type', 'mic', 'camera'] },
  ),
  fc.record({
    type: fc.constant('quality'),
    sending: fc.nat(5),
    receiving: fc.nat(5),
    busy: fc.boolean(),
    stills: fc.boolean(),
  }),
  fc.record({ type: fc.constant('signal'), signal: aSignal }),
  fc.record({ type: fc.constant('bye'), reason }),
);

interface Word {
  name: string;
  parse: Parse;
  valid: fc.Arbitrary<unknown>;
  fits: Check;
}

const WORDS: Word[] = [
  {
    name: 'a handshake',
    parse: parseHandshake,
    valid: fc.record(
      {
        v: fc.constant(PROTOCOL_VERSION),
        room: fc.stringMatching(/^[A-Za-z0-9_.~-]{1,64}$/),
        owner: secret,
        instance: secret,
        name,
        offer: anOffer,
      },
      { requiredKeys: ['v', 'room', 'owner', 'instance'] },
    ),
    fits: isObject({
      v: isOneOf(PROTOCOL_VERSION),
      room: matches(/^[A-Za-z0-9_.~-]{1,64}$/),
      owner: isSecret,
      instance: isSecret,
      'name?': isName,
      'offer?': isObject({ type: isOneOf('offer'), sdp: isText(MAX_SDP), 'id?': isCount }),
    }),
  },
  {
    name: 'a description, or a request for one, to somebody',
    parse: parseSignalTo,
    valid: fc.oneof(fc.record({ to: id, description }), fc.record({ to: id, restart })),
    fits: either(isObject({ to: isId, description: isDescription }), isObject({ to: isId, restart: isYes })),
  },
  {
    name: 'candidates to somebody',
    parse: parseCandidatesTo,
    valid: fc.record({ to: id, candidates }),
    fits: isObject({ to: isId, candidates: isBatch }),
  },
  {
    name: 'a description, or a request for one, from somebody',
    parse: parseSignalFrom,
    valid: fc.oneof(fc.record({ from: id, description }), fc.record({ from: id, restart })),
    fits: either(isObject({ from: isId, description: isDescription }), isObject({ from: isId, restart: isYes })),
  },
  {
    name: 'candidates from somebody',
    parse: parseCandidatesFrom,
    valid: fc.record({ from: id, candidates }),
    fits: isObject({ from: isId, candidates: isBatch }),
  },
  { name: 'a leave', parse: parseLeave, valid: fc.record({ reason }), fits: isObject({ reason: isLeaving }) },
  {
    name: 'a welcome',
    parse: parseWelcome,
    valid: fc.record({ peer: fc.option(aPeer), ice: anIce }),
    fits: isObject({ peer: either(isNull, isPeer), ice: isIce }),
  },
  {
    name: 'news of a peer',
    parse: parsePeerNews,
    valid: fc.oneof(fc.constant(null), aPeer, fc.record({ instance: id, state: fc.constant('left') })),
    fits: either(isNull, isPeer, isObject({ instance: isId, state: isOneOf('left') })),
  },
  { name: 'ICE servers', parse: parseIce, valid: fc.record({ ice: anIce }), fits: isObject({ ice: isIce }) },
  {
    name: 'a control message',
    parse: control,
    valid: aMessage,
    fits: either(
      isObject({
        type: isOneOf('media'),
        mic: isFlag,
        camera: isFlag,
        'screen?': isFlag,
        'trouble?': isObject({ 'mic?': isTrouble, 'camera?': isTrouble }),
        'name?': isName,
        'elapsed?': isElapsed,
      }),
      isObject({ type: isOneOf('quality'), sending: isLevel, receiving: isLevel, busy: isFlag, stills: isFlag }),
      isObject({ type: isOneOf('signal'), signal: isSignal }),
      isObject({ type: isOneOf('bye'), reason: isLeaving }),
    ),
  },
];

function isLevel(level: unknown): boolean {
  return typeof level === 'number' && [0, 1, 2, 3, 4, 5].includes(level);
}

function isFlag(flag: unknown): boolean {
  return typeof flag === 'boolean';
}

/** Ways to every part of a value, itself included. */
function pathsIn(part: unknown): string[][] {
  if (typeof part !== 'object' || part === null) return [[]];
  return [[], ...Object.entries(part).flatMap(([key, inner]) => pathsIn(inner).map((path) => [key, ...path]))];
}

function replaced(part: unknown, [key, ...path]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const entries = Object.entries(Object(part)).map(([name, inner]): [string, unknown] => [
    name,
    name === key ? replaced(inner, path, by) : inner,
  ]);
  return Array.isArray(part) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const hostile = fc.oneof(
  fc.anything({
    withBigInt: false,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.constantFrom(
    undefined,
    null,
    true,
    '',
    Number.NaN,
    Infinity,
    -Infinity,
    -1,
    -0,
    0.5,
    2 ** 53,
    {},
    [],
    [[]],
    [null],
  ),
  fc.constantFrom('__proto__', 'constructor', 'rollback', 'pranswer', '\u202Egnp.exe', '\u0000', '\uD800'),
  fc.constantFrom(
    letters(MAX_SDP + 1),
    letters(MAX_MESSAGE_BYTES),
    Array.from({ length: 100 }, () => candidate),
  ),
);
const tampered = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(valid, fc.nat(), hostile).map(([payload, which, by]) => {
    const paths = pathsIn(payload);
    return replaced(payload, paths[which % paths.length] ?? [], by);
  });

const STRANGE_KEYS = ['admin', 'role', 'polite', '__proto__', 'constructor', 'prototype', 'toString'];

/** As it comes out of JSON: each object is an ordinary one. */
const plain = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  valid.map((payload): unknown => JSON.parse(JSON.stringify(payload)));

/** With own keys in every object that a careless copy would follow to a prototype. */
function poisoned(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(poisoned);
  if (typeof part !== 'object' || part === null) return part;
  const parts = Object.entries(part).map(([key, inner]): [string, unknown] => [key, poisoned(inner)]);
  const poison = { polluted: true, prototype: { polluted: true } };
  return { ...Object.fromEntries(parts), ['__proto__']: poison, constructor: poison, prototype: poison };
}

function expectAnswer({ fits }: Word, parsed: Parsed<unknown>): void {
  if (parsed.ok) expect(fits(parsed.value)).toBe(true);
  else expect(Object.keys(REFUSALS)).toContain(parsed.code);
}

for (const word of WORDS) describe(word.name, () => suiteOf(word));

function suiteOf(word: Word): void {
  const { parse, fits } = word;
  const valid = plain(word.valid);

  test('comes back equal when it is valid', () => {
    fc.assert(
      fc.property(valid, (payload) => {
        expect(fits(payload)).toBe(true);
        expect(value(parse(payload))).toEqual(payload);
      }),
    );
  });

  test('is parsed or refused, whatever it is', () => {
    fc.assert(fc.property(hostile, (anything) => expectAnswer(word, parse(anything))));
  });

  test('is parsed or refused, whatever JSON it is', () => {
    fc.assert(fc.property(fc.json(), (json) => expectAnswer(word, parse(JSON.parse(json)))));
  });

  test('is parsed or refused with any of its parts replaced', () => {
    fc.assert(
      fc.property(tampered(valid), (payload) => expectAnswer(word, parse(payload))),
      { numRuns: 1_000 },
    );
  });

  test('loses what is not in the protocol', () => {
    fc.assert(
      fc.property(valid, fc.constantFrom(...STRANGE_KEYS), (payload, key) => {
        fc.pre(payload !== null);
        const parsed = value(parse({ ...Object(payload), [key]: { polluted: true } }));
        expect(parsed).toEqual(payload);
        expect(fits(parsed)).toBe(true);
      }),
    );
  });

  test('never pollutes a prototype', () => {
    fc.assert(
      fc.property(valid, (payload) => {
        fc.pre(payload !== null);
        const parsed = value(parse(poisoned(payload)));
        expect(parsed).toEqual(payload);
        expect(fits(parsed)).toBe(true);
        for (const victim of [{}, [], Object, 'text', () => undefined]) expect(victim).not.toHaveProperty('polluted');
      }),
    );
  });

  test.each([undefined, 0, 1, '', 'text', true, [], [1], {}, Symbol('no'), () => 'no', new Date(0)])(
    'is refused as %s',
    (nothing) => {
      expect(parse(nothing)).toMatchObject(refused('bad-request'));
    },
  );
}

describe('fields that hide in a prototype', () => {
  const hidden = (payload: unknown): unknown => JSON.parse(`{"__proto__":${JSON.stringify(payload)}}`);

  test('are not fields', () => {
    expect(parseHandshake(hidden(handshake))).toMatchObject(refused('bad-request'));
    expect(parseSignalTo(hidden(signalTo))).toMatchObject(refused('bad-request'));
    expect(parseSignalTo({ to: 'instance', description: hidden(offer) })).toMatchObject(refused('bad-request'));
    expect(parseLeave(hidden({ reason: 'closing' }))).toMatchObject(refused('bad-request'));
    expect(control(hidden({ type: 'bye', reason: 'closing' }))).toMatchObject(refused('bad-request'));
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    '%s is no word of ours',
    (word) => {
      expect(parseBye({ code: word })).toEqual({ code: 'unavailable' });
      expect(parseLeave({ reason: word })).toMatchObject(refused('bad-request'));
      expect(control({ type: word })).toMatchObject(refused('bad-request'));
      expect(parsePeerNews({ instance: 'instance', state: word })).toMatchObject(refused('bad-request'));
      expect(parseSignalTo({ to: 'instance', description: { type: word, sdp: '' } })).toMatchObject(
        refused('bad-request'),
      );
    },
  );
});

interface Limit {
  name: string;
  of: (size: number) => Parsed<unknown>;
  max: number;
  code: RefusalCode;
}

const withSdp = (size: number) => ({ type: 'offer', sdp: letters(size) });
const batch = (size: number) => ({ to: 'instance', candidates: Array.from({ length: size }, () => candidate) });
const withCandidate = (more: object) => ({ to: 'instance', candidates: [{ ...candidate, ...more }] });

describe('a size', () => {
  const LIMITS: Limit[] = [
    {
      name: 'a description',
      of: (n) => parseSignalTo({ to: 'id', description: withSdp(n) }),
      max: 32_768,
      code: 'too-large',
    },
    {
      name: 'a description from somebody',
      of: (n) => parseSignalFrom({ from: 'id', description: withSdp(n) }),
      max: 32_768,
      code: 'too-large',
    },
    {
      name: "a handshake's offer",
      of: (n) => parseHandshake({ ...handshake, offer: withSdp(n) }),
      max: 32_768,
      code: 'too-large',
    },
    {
      name: 'a description on the control channel',
      of: (n) => control({ type: 'signal', signal: { description: withSdp(n) } }),
      max: 32_768,
      code: 'too-large',
    },
    {
      name: 'a candidate',
      of: (n) => parseCandidatesTo(withCandidate({ candidate: letters(n) })),
      max: 1_024,
      code: 'too-large',
    },
    {
      name: 'a media id',
      of: (n) => parseCandidatesTo(withCandidate({ sdpMid: letters(n) })),
      max: 256,
      code: 'too-large',
    },
    {
      name: 'a username fragment',
      of: (n) => parseCandidatesTo(withCandidate({ usernameFragment: letters(n) })),
      max: 256,
      code: 'too-large',
    },
    { name: 'a batch of candidates', of: (n) => parseCandidatesTo(batch(n)), max: 32, code: 'too-large' },
    {
      name: 'a batch on the control channel',
      of: (n) => control({ type: 'signal', signal: { candidates: batch(n).candidates } }),
      max: 32,
      code: 'too-large',
    },
    { name: 'a room', of: (n) => parseHandshake({ ...handshake, room: letters(n) }), max: 64, code: 'bad-request' },
    { name: 'an owner', of: (n) => parseHandshake({ ...handshake, owner: letters(n) }), max: 64, code: 'bad-request' },
    {
      name: 'an instance',
      of: (n) => parseHandshake({ ...handshake, instance: letters(n) }),
      max: 64,
      code: 'bad-request',
    },
    { name: 'an addressee', of: (n) => parseSignalTo({ ...signalTo, to: letters(n) }), max: 64, code: 'bad-request' },
    { name: 'the time of a call', of: (n) => control({ ...media, elapsed: n }), max: WEEK_MS, code: 'bad-request' },
  ];

  for (const { name, of, max, code } of LIMITS)
    test(`of ${name} may be ${max} and no more`, () => {
      expect(of(max)).toMatchObject({ ok: true });
      expect(of(max + 1)).toMatchObject(refused(code));
    });

  test('of a secret is at least 22 letters: 128 bits', () => {
    for (const field of ['owner', 'instance']) {
      expect(parseHandshake({ ...handshake, [field]: letters(22) })).toMatchObject({ ok: true });
      expect(parseHandshake({ ...handshake, [field]: letters(21) })).toMatchObject(refused('bad-request'));
    }
  });

  test('of a batch of candidates is at least one', () => {
    expect(parseCandidatesTo(batch(0))).toMatchObject(refused('bad-request'));
  });

  test('of a control message is that of one message, whatever it says', () => {
    const padded = (size: number): string => JSON.stringify({ type: 'bye', reason: 'closing' }).padEnd(size);
    expect(parseControl(padded(MAX_MESSAGE_BYTES))).toEqual({ ok: true, value: { type: 'bye', reason: 'closing' } });
    expect(parseControl(padded(MAX_MESSAGE_BYTES + 1))).toMatchObject(refused('too-large'));
  });
});

describe('depth', () => {
  const DEEP = 30_000;
  const nested = (open: string, close: string): unknown => JSON.parse(open.repeat(DEEP) + close.repeat(DEEP));
  const deep: unknown[] = [nested('[', ']'), JSON.parse(`${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`)];

  test('in place of a field is refused', () => {
    for (const well of deep)
      for (const payload of [
        well,
        { ...handshake, room: well },
        { to: well, description: well },
        { to: 'id', candidates: well },
      ]) {
        expect(parseHandshake(payload)).toMatchObject(refused('bad-request'));
        expect(parseSignalTo(payload)).toMatchObject(refused('bad-request'));
        expect(parseCandidatesTo(payload)).toMatchObject(refused('bad-request'));
        expect(parseLeave({ reason: payload })).toMatchObject(refused('bad-request'));
      }
  });

  test('beside the fields is dropped', () => {
    for (const well of deep) expect(parseSignalTo({ ...signalTo, well })).toEqual({ ok: true, value: signalTo });
  });

  test('in a control message is refused, closed or not', () => {
    const wells = ['['.repeat(MAX_MESSAGE_BYTES), '{"a":'.repeat(13_000), '{"type":'.repeat(8_000)];
    const closed = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
    for (const well of [...wells, closed, `{"type":"signal","signal":${closed}}`])
      expect(parseControl(well)).toMatchObject(refused('bad-request'));
  });

  test('beside the fields of a control message is dropped', () => {
    const well = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`;
    expect(parseControl(`{"type":"bye","reason":"closing","well":${well}}`)).toEqual({
      ok: true,
      value: { type: 'bye', reason: 'closing' },
    });
  });
});

describe('a name', () => {
  test.each([
    ['an override of direction', '\u202Egnp.exe', 'gnp.exe'],
    ['isolates and marks of direction', '\u2066Ann\u2069\u200E\u200F\u061C', 'Ann'],
    ['line breaks', 'Ann\r\nBob\u2028Cid\u2029', 'AnnBobCid'],
    ['control characters', '\u0000A\u0007n\u001Bn\u007F\u0085', 'Ann'],
    ['what cannot be seen', 'A\u200Bn\u00ADn\uFEFF', 'Ann'],
    ['spaces around it', ' \t Ann \u00A0', 'Ann'],
    ['everything, if nothing of it can be seen', '\u202E\u200B\u0000 ', ''],
  ])('loses %s', (_what, given, kept) => {
    expect(named(given)).toEqual({ ...handshake, name: kept });
  });

  test.each(['Ann', 'José Ñandú', '李小龍', 'محمد علي', 'שרה', '😀 Zoë', "O'Neil <b>&amp;"])('keeps %s', (given) => {
    expect(named(given)).toEqual({ ...handshake, name: given });
  });

  test('is cleaned wherever it comes from', () => {
    const clean = { name: 'Ann' };
    const dirty = { name: '\u202EAnn\n' };
    expect(value(parsePeerNews({ ...peer, ...dirty }))).toEqual({ ...peer, ...clean });
    expect(value(parseWelcome({ peer: { ...peer, ...dirty }, ice }))).toEqual({ peer: { ...peer, ...clean }, ice });
    expect(value(control({ ...media, ...dirty }))).toEqual({ ...media, ...clean });
  });

  test('is cleaned once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (given) => {
        const once = parseHandshake({ ...handshake, name: given });
        expect(once).toMatchObject({ ok: true });
        expect(parseHandshake(value(once))).toEqual(once);
      }),
    );
  });
});

describe('another protocol version', () => {
  test.each([0, 2, -1, 1.5, 99, Infinity])('%s is told, whatever else is in the handshake', (v) => {
    expect(parseHandshake({ ...handshake, v })).toMatchObject(refused('version'));
    expect(parseHandshake({ v })).toMatchObject(refused('version'));
    expect(parseHandshake({ v, room: 7, owner: null, offer: withSdp(MAX_SDP + 1), name: letters(999) })).toMatchObject(
      refused('version'),
    );
  });

  test.each([undefined, null, '1', '2', true, [1], {}, Number.NaN])('%s is no version at all', (v) => {
    expect(parseHandshake({ ...handshake, v })).toMatchObject(refused('bad-request'));
  });
});

describe('a description', () => {
  test.each(['rollback', 'pranswer', 'OFFER', '', null, undefined, 0, ['offer']])(
    'of type %s does not travel',
    (type) => {
      const description = { type, sdp: 'v=0' };
      expect(parseSignalTo({ to: 'instance', description })).toMatchObject(refused('bad-request'));
      expect(parseSignalFrom({ from: 'instance', description })).toMatchObject(refused('bad-request'));
      expect(control({ type: 'signal', signal: { description } })).toMatchObject(refused('bad-request'));
      expect(parseHandshake({ ...handshake, offer: description })).toMatchObject(refused('bad-request'));
    },
  );

  test('in a handshake is an offer', () => {
    expect(parseHandshake({ ...handshake, offer: { type: 'answer', sdp: 'v=0' } })).toMatchObject(
      refused('bad-request'),
    );
  });

  test('that is too long is too large, even where other faults are', () => {
    expect(parseSignalTo({ to: '', description: withSdp(MAX_SDP + 1) })).toMatchObject(refused('too-large'));
  });
});

describe('a number', () => {
  const NO_NUMBERS = [Number.NaN, Infinity, -Infinity, -1, '1', true, {}];

  test.each([...NO_NUMBERS, 0.5])('%s is no line of a description', (sdpMLineIndex) => {
    expect(parseCandidatesTo(withCandidate({ sdpMLineIndex }))).toMatchObject(refused('bad-request'));
  });

  test.each([0, 1, 65_535, null])('%s is a line of a description, or none', (sdpMLineIndex) => {
    expect(parseCandidatesTo(withCandidate({ sdpMLineIndex }))).toMatchObject({ ok: true });
  });

  test.each([...NO_NUMBERS, null])('%s is no lifetime of credentials', (ttl) => {
    expect(parseIce({ ice: { ...ice, ttl } })).toMatchObject(refused('bad-request'));
    expect(parseWelcome({ peer: null, ice: { ...ice, ttl } })).toMatchObject(refused('bad-request'));
  });

  test.each(['1e999', '-1e999', '-1', 'NaN', 'null', '"1"'])('%s is no time of a call', (elapsed) => {
    expect(parseControl(`{"type":"media","mic":true,"camera":true,"elapsed":${elapsed}}`)).toMatchObject(
      refused('bad-request'),
    );
  });
});

describe('a candidate', () => {
  test('may be empty: it ends its generation', () => {
    const end = { to: 'instance', candidates: [{ candidate: '', sdpMid: '0' }] };
    expect(value(parseCandidatesTo(end))).toEqual(end);
  });

  test('needs its line to be named by nothing but a string', () => {
    for (const sdpMid of [0, {}, [], true])
      expect(parseCandidatesTo(withCandidate({ sdpMid }))).toMatchObject(refused('bad-request'));
  });

  test('that is bad spoils its batch', () => {
    const spoilt = { to: 'instance', candidates: [candidate, { candidate: 7 }] };
    expect(parseCandidatesTo(spoilt)).toMatchObject(refused('bad-request'));
    expect(value(parseCandidatesTo(candidatesTo))).toEqual(candidatesTo);
  });
});

describe('a room', () => {
  test.each(['', 'a b', 'a/b', 'a\nb', 'room\n', 'ä', '#', '%41', '\u0000', '../x y'])('is not called %j', (room) => {
    expect(parseHandshake({ ...handshake, room })).toMatchObject(refused('bad-request'));
  });
});

describe('a code', () => {
  test.each(Object.keys(REFUSALS))('%s is read, without what else is said with it', (code) => {
    expect(parseBye({ code })).toEqual({ code });
    expect(parseBye({ code, more: 1 })).toEqual({ code });
  });

  test('that is none of ours is `unavailable`, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(parseBye(anything)).toEqual({ code: 'unavailable' });
        expect(parseBye({ code: anything })).toEqual({ code: 'unavailable' });
      }),
    );
  });
});

describe('a control message', () => {
  test('is a text', () => {
    for (const thing of [new ArrayBuffer(8), new Uint8Array(8), { type: 'bye', reason: 'closing' }, null, undefined, 7])
      expect(parseControl(thing)).toMatchObject(refused('bad-request'));
  });

  test('is refused when it is no JSON, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (noise) => {
        const parsed = parseControl(`{${noise}`);
        expect(parsed).toMatchObject(refused('bad-request'));
      }),
    );
  });
});

describe('what is refused says which field it was about, and never what stood in it', () => {
  const fieldOf = (parsed: { ok: boolean; field?: string }): string | undefined => parsed.field;
  const SECRET = 'a secret that nobody should read';

  test.each<[string | undefined, { ok: boolean; field?: string }]>([
    ['owner', parseHandshake({ ...handshake, owner: SECRET })],
    ['room', parseHandshake({ ...handshake, room: undefined })],
    ['offer.sdp', parseHandshake({ ...handshake, offer: { type: 'offer', sdp: SECRET.repeat(2_000) } })],
    ['description.sdp', parseSignalTo({ to: 'instance', description: { type: 'offer' } })],
    ['to', parseSignalTo({ restart: true })],
    ['candidates.1.candidate', parseCandidatesTo({ to: 'instance', candidates: [candidate, { candidate: 1 }] })],
    ['camera', parseControl(JSON.stringify({ type: 'media', mic: true }))],
    ['trouble.mic', parseControl(JSON.stringify({ ...media, trouble: { mic: SECRET } }))],
    [
      'signal.description.sdp',
      parseControl(JSON.stringify({ type: 'signal', signal: { description: { type: 'offer' } } })),
    ],
    ['type', parseControl(JSON.stringify({ type: SECRET }))],
    [undefined, parseControl(SECRET)],
    [undefined, parseControl('7')],
  ])('%s', (field, parsed) => {
    expect(parsed.ok).toBe(false);
    expect(fieldOf(parsed)).toBe(field);
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });
});

test('a name that is left out is no empty name', () => {
  expect(value(parseControl(JSON.stringify(media)))).toEqual(media);
  expect(value(parseControl(JSON.stringify({ ...media, name: '' })))).toEqual({ ...media, name: '' });
});
