import { describe, expect, test } from 'vitest';
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
