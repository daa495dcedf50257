/** Room codes, and the links that carry them: in the fragment, which browsers never send to a server or into its log. */
import { opposite, type Role } from '../../shared/protocol.js';

/** No letter that is mistaken for another one: 0 and o, 1, i and l. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = [4, 4, 4];

/** Twelve letters of thirty-one: 59 random bits, such as `k7mq-2xwp-hd9c`. */
export function createRoom(): string {
  return GROUPS.map((length) => Array.from({ length }, randomLetter).join('')).join('-');
}

function randomLetter(): string {
  // Bytes past the last whole multiple of the alphabet are drawn again: every letter is as likely.
  const limit = 256 - (256 % ALPHABET.length);
  let byte = 255;
  while (byte >= limit) [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
  return ALPHABET.charAt(byte % ALPHABET.length);
}

export interface Invite {
  readonly room: string;
  readonly as: Role | 'auto';
}

/** `#room=<code>&as=caller|callee`, without `as` the first free seat; null where there is no room. */
export function readInvite(fragment: string): Invite | null {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const room = values.get('room') ?? '';
  const as = values.get('as');
  if (!/^[\w.~-]{1,64}$/.test(room)) return null;
  return { room, as: as === 'caller' || as === 'callee' ? as : 'auto' };
}

/** The link that seats the other person opposite `role`. */
export function inviteLink(page: string, room: string, role: Role): string {
  const url = new URL(page);
  url.hash = new URLSearchParams({ room, as: opposite(role) }).toString();
  return url.href;
}
