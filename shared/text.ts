/** Texts for people: names, words of a decline, lines, names of files. One that is too long is cut, never refused. */

// Control and format characters (bidirectional overrides among them) could forge the interface's own texts; joiners are
// part of Persian and Indic names and of emoji.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A page without types may set what is no text. */
type Words = string | number | null | undefined;
const wordsOf = (text: Words): string => String(text ?? '');

/**
 * At most so many UTF-16 units, and no part of what people take for one character (UAX 29): of one that is longer by itself, and
 * where the browser cannot tell, no part of a code point.
 */
export function cut(text: Words, most: number): string {
  const { Segmenter } = Intl as { Segmenter?: typeof Intl.Segmenter };
  // Two more units: whether a character ends at the limit can be told by what follows.
  const start = wordsOf(text).slice(0, most + 2);
  const end = Segmenter && new Segmenter().segment(start).containing(most)?.index;
  return start.slice(0, end || most).replace(/\p{Cs}$/u, '');
}

/** In one line, without what is not seen. */
export const plainText = (text: Words, most: number): string =>
  cut(wordsOf(text).replace(UNSEEN, '').trim(), most).trimEnd();
