/** What stands for a person without a picture: two letters of their name, in whatever script. */

/** What a word begins with: a flag, an emoji with all that is joined to it, a letter with its accents; no bracket, no @. */
const CHARACTER =
  /\p{RI}{2}|\p{ExtPict}[\p{EMod}\ufe0f]*(\u200d\p{ExtPict}[\p{EMod}\ufe0f]*)*|[\p{L}\p{N}][\p{M}\u200d]*/u;
/** Letters that would join to what looks like a word. */
const JOINS = /\p{Script=Arabic}/u;
const NON_JOINER = '\u200c';

/** `Ada Lovelace` → `AL`, `张伟` → `张`; nothing of a name without any letter. */
export function initialsOf(name: string): string {
  const all = name.split(/\s/).flatMap((word) => CHARACTER.exec(word)?.[0] ?? []);
  const middle = all.length - 2;
  if (middle > 0) all.splice(1, middle);
  return all.join(JOINS.test(name) ? NON_JOINER : '').toLocaleUpperCase();
}
