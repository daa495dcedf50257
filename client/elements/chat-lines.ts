/** Tells a page of the lines of its chat, and keeps what it shows in their place. */
import type { Chat, ChatEntry, ChatNews } from '../data/chat.js';
import { RtcChatEvent } from './data-events.js';

const told = new WeakSet<ChatEntry>();
const nodes = new WeakMap<ChatEntry, Node>();

/** What the page shows in place of the text. */
export const nodeOf = (entry: ChatEntry): Node | null => nodes.get(entry) ?? null;

/** Of a line that the page does not want shown nobody hears anything else. */
export function tellLine(element: EventTarget, { chat, entry }: ChatNews, again = false): void {
  told.add(entry);
  const event = new RtcChatEvent(entry, again, (node) => nodes.set(entry, node));
  if (!element.dispatchEvent(event)) chat.drop(entry);
}

/** The page before the reload knew how its own kinds are shown; this one is asked. */
export function tellAgain(element: EventTarget, chat: Chat): void {
  const own = chat.entries.filter((entry) => entry.kind !== null && !told.has(entry));
  for (const entry of own) tellLine(element, { chat, entry }, true);
}
