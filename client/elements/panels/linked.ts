/** What a person wrote as parts: plain text, and links that a browser may follow. Nothing of it is ever read as HTML. */

export interface Link {
  readonly text: string;
  readonly href: string;
}
export type Part = string | Link;

/** What looks like an address, up to a space, a quote or East Asian punctuation; whether it is one says `URL`. */
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`“”‘’«»。，；：！？、（）《》「」]{1,2000}/gi;
/** At its end these belong to the sentence. */
const AFTER = '.,;:!?…*_~';
const SCHEMES = new Set(['http:', 'https:']);
/** What closes, and what had to open it. */
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** So many at the most are shown larger. */
const MOST_EMOJI = 6;
const EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|\s|[\d#*](?=\ufe0f?\u20e3))+$/u;
const SIGN = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const link = linkOf(withoutAfter(found));
    if (!link) continue;
    parts.push(text.slice(end, index), link);
    end = index + link.text.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

/** A few emoji and nothing else. */
export function onlyEmoji(text: string): boolean {
  if (text.length > MOST_EMOJI * 16 || !EMOJI.test(text) || !SIGN.test(text)) return false;
  return [...new Intl.Segmenter().segment(text)].filter(({ segment }) => segment.trim() !== '').length <= MOST_EMOJI;
}

/** `(see http://x.org/a)` ends before the bracket, `http://x.org/a_(b)` with it. */
function withoutAfter(found: string): string {
  const counts = new Map<string, number>();
  for (const sign of found) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const unpaired = (sign: string): boolean => {
    const open = PAIRS[sign];
    return open !== undefined && (counts.get(sign) ?? 0) > (counts.get(open) ?? 0);
  };
  let end = found.length;
  for (let last = found.charAt(end - 1); AFTER.includes(last) || unpaired(last); last = found.charAt(end - 1)) {
    counts.set(last, (counts.get(last) ?? 0) - 1);
    end -= 1;
  }
  return found.slice(0, end);
}

/** A name before the host (`https://bank.example@evil.example`) is there to deceive. */
function linkOf(text: string): Link | null {
  const address = /^www\./i.test(text) ? `https://${text}` : text;
  if (!URL.canParse(address)) return null;
  const { protocol, username, password, hostname, href } = new URL(address);
  const safe = SCHEMES.has(protocol) && username === '' && password === '' && hostname !== '';
  return safe ? { text, href } : null;
}
