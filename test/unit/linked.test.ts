import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyEmoji, partsOf } from '../../client/elements/panels/linked.js';

const linksOf = (text: string): string[] =>
  partsOf(text).flatMap((part) => (typeof part === 'string' ? [] : [part.href]));
const shown = (text: string): string =>
  partsOf(text)
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');

describe('links in a line', () => {
  it.each([
    ['see https://example.com/a?b=c#d now', ['https://example.com/a?b=c#d']],
    ['http://example.com.', ['http://example.com/']],
    ['(https://example.com/a)', ['https://example.com/a']],
    ['https://en.wikipedia.org/wiki/Ada_(name)', ['https://en.wikipedia.org/wiki/Ada_(name)']],
    ['(https://en.wikipedia.org/wiki/Ada_(name)), yes!', ['https://en.wikipedia.org/wiki/Ada_(name)']],
    ['www.example.com and HTTPS://EXAMPLE.ORG', ['https://www.example.com/', 'https://example.org/']],
    ['看 https://例子.测试/路径。好', ['https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84']],
    ['https://a.example https://b.example', ['https://a.example/', 'https://b.example/']],
  ])('are found in %j', (text, links) => {
    expect(linksOf(text)).toEqual(links);
    expect(shown(text)).toBe(text);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//http',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'https://user:secret@evil.example/',
    'https://',
    'http://[',
    'ahttps://example.com',
    'mailto:a@example.com',
    'plain text, 3:4, a.b',
  ])('are none in %j', (text) => {
    expect(linksOf(text)).toEqual([]);
    expect(shown(text)).toBe(text);
  });

  it('never lose or add a character, and lead nowhere but to the web', () => {
    const word = string({ unit: 'grapheme' });
    assert(
      property(word, word, (before, after) => {
        const text = `${before}https://${after}`;
        expect(shown(text)).toBe(text);
        for (const href of linksOf(text)) expect(href).toMatch(/^https?:\/\//);
      }),
    );
  });

  it('take no longer for what somebody makes up', () => {
    for (const tail of [')'.repeat(4_000), '.'.repeat(3_999) + 'x', '('.repeat(2_000) + ')'.repeat(2_000)])
      expect(shown(`http://x.example/${tail}`)).toBe(`http://x.example/${tail}`);
  });
});

describe('emoji alone', () => {
  it.each(['👍', '👩‍👩‍👧 🎉', '🇩🇪', '❤️', '👋🏽👋🏿', '1️⃣', ' 😀 '])('are %j', (text) => {
    expect(onlyEmoji(text)).toBe(true);
  });

  it.each(['', ' ', '1', '12', '#', '👍 ok', 'ok', '😀'.repeat(7), '\u200d', '*', '👍'.repeat(4_000)])(
    'are not %j',
    (text) => {
      expect(onlyEmoji(text)).toBe(false);
    },
  );
});
