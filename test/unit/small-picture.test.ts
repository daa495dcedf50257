import { assert, property, string, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { smallPicture } from '../../client/data/files/small-picture.js';

const urlOf = (bytes: readonly number[] | Uint8Array): string =>
  `data:image/jpeg;base64,${Buffer.from(Uint8Array.from(bytes)).toString('base64')}`;
const START = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
/** The beginning of a JPEG: its start, a segment of the application, and a frame of this size. */
const jpeg = (width: number, height: number, marker = 0xc0): string =>
  urlOf([...START, 0xff, marker, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 0, 0, 0]);

it.each([0xc0, 0xc1, 0xc2, 0xcf])('is shown where it is small, whichever coding: %i', (marker) => {
  const url = jpeg(512, 192, marker);
  expect(smallPicture(url)).toBe(url);
});

it('is nothing where it is many pixels in few bytes', () => {
  expect([jpeg(513, 10), jpeg(10, 65_535), jpeg(60_000, 60_000, 0xc2)].map(smallPicture)).toEqual([null, null, null]);
});

it('is nothing where it is none', () => {
  const tables = jpeg(10, 10, 0xc4);
  const none = [
    undefined,
    '',
    'data:image/jpeg;base64,',
    'data:image/jpeg;base64,AAAA',
    'data:image/jpeg;base64,%',
    tables,
  ];
  expect(none.map(smallPicture)).toEqual(none.map(() => null));
});

it('ends with whatever a stranger sends', () => {
  assert(property(uint8Array({ maxLength: 64 }), (bytes) => void smallPicture(urlOf([0xff, 0xd8, 0xff, ...bytes]))));
  assert(property(string(), (text) => void smallPicture(`data:image/jpeg;base64,${text}`)));
});
