/** Calls a person back to a page that they do not look at: its title and icon flash, and a notification where it was allowed. */

const FLASH_MS = 1_000;
const ICON_SIZE = 32;

export class Attention {
  readonly #words: string;
  readonly #life = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #undo: (() => void) | null = null;
  #notification: Notification | null = null;

  constructor(words: string) {
    this.#words = words;
    document.addEventListener('visibilitychange', () => this.#look(), { signal: this.#life.signal });
    this.#timer = setInterval(() => this.#flash(), FLASH_MS);
    this.#look();
  }

  /** Everything as it was. Safe twice. */
  stop(): void {
    this.#life.abort();
    clearInterval(this.#timer);
    this.#calm();
  }

  #look(): void {
    if (!document.hidden) return this.#calm();
    this.#notification ??= notify(this.#words);
    this.#flash();
  }

  #calm(): void {
    this.#restore();
    this.#notification?.close();
    this.#notification = null;
  }

  #flash(): void {
    if (this.#undo) return this.#restore();
    if (!document.hidden) return;
    const undo = [flashTitle(this.#words), flashIcon()];
    this.#undo = () => undo.forEach((each) => each());
  }

  #restore(): void {
    this.#undo?.();
    this.#undo = null;
  }
}

export const mayNotify = (): boolean => 'Notification' in globalThis && Notification.permission === 'default';
export const notifies = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted';

function notify(words: string): Notification | null {
  if (!notifies()) return null;
  try {
    // The page rings itself.
    const notification = new Notification(words, { tag: 'rtc-call', requireInteraction: true, silent: true });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
    return notification;
  } catch (error) {
    if (error instanceof TypeError) return null; // Phones want a service worker for it.
    throw error;
  }
}

/** What the page changes meanwhile is the page's. */
function flashTitle(words: string): () => void {
  const title = document.querySelector('title') ?? document.head.appendChild(document.createElement('title'));
  const { textContent } = title;
  title.textContent = words;
  return () => {
    if (title.textContent !== words) return;
    if (textContent) title.textContent = textContent;
    else title.remove();
  };
}

function flashIcon(): () => void {
  const href = drawIcon();
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')];
  if (links.length === 0) {
    const link = Object.assign(document.createElement('link'), { rel: 'icon', href });
    document.head.append(link);
    return () => link.remove();
  }
  const before = links.map((link) => link.getAttribute('href') ?? '');
  for (const link of links) link.setAttribute('href', href);
  return () => links.forEach((link, index) => link.setAttribute('href', before[index] ?? ''));
}

function drawIcon(): string {
  const canvas = Object.assign(document.createElement('canvas'), { width: ICON_SIZE, height: ICON_SIZE });
  const context = canvas.getContext('2d');
  const disc = (color: string, radius: number): void => {
    if (!context) return;
    context.fillStyle = color;
    context.beginPath();
    context.arc(ICON_SIZE / 2, ICON_SIZE / 2, radius, 0, 7);
    context.fill();
  };
  disc('#d3302f', ICON_SIZE / 2);
  disc('#ffffff', ICON_SIZE / 5);
  return canvas.toDataURL();
}
