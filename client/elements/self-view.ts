/**
 * The own picture in its corner: moved by dragging and by arrow keys, beside what must not be covered. It moves by `translate`
 * alone, so that nothing else has to be laid out for it.
 */
import { type Box, type Corner, cornerByKey, nearestCorner, placeIn } from './corners.js';

/** Less is a click. */
const DRAG_PX = 6;

interface Parts {
  readonly stage: HTMLElement;
  readonly picture: HTMLElement;
  readonly top: HTMLElement;
  readonly toolbar: HTMLElement | null;
}

interface Drag {
  readonly pointer: number;
  readonly from: { readonly x: number; readonly y: number };
  readonly offset: Offset;
  moved: boolean;
}

interface Offset {
  readonly x: number;
  readonly y: number;
}

export class SelfView {
  readonly #onmoved: () => void;
  readonly #sizes = new ResizeObserver(() => this.#place());
  readonly #pills = new MutationObserver(() => this.#place());
  #listening = new AbortController();
  #parts: Parts | null = null;
  #corner: Corner | null = null;
  #offset: Offset = { x: 0, y: 0 };
  #drag: Drag | null = null;

  /** `onmoved`: the person moved it. */
  constructor(onmoved: () => void) {
    this.#onmoved = onmoved;
  }

  /** Null until the person moves it: where the styles have it. */
  get corner(): Corner | null {
    return this.#corner;
  }

  /** The element was drawn: it may have other parts now, or another layout. `movable`: it is in a corner. */
  drawn(root: ParentNode, movable: boolean): void {
    const parts = movable ? partsOf(root) : null;
    if (parts?.picture === this.#parts?.picture && parts?.toolbar === this.#parts?.toolbar) return;
    this.#letGo();
    if (parts) this.#adopt(parts);
  }

  close(): void {
    this.#letGo();
  }

  #adopt(parts: Parts): void {
    this.#parts = parts;
    const { stage, picture, top, toolbar } = parts;
    for (const part of [stage, picture, top, ...(toolbar ? [toolbar] : [])]) this.#sizes.observe(part);
    this.#pills.observe(top, { childList: true });
    picture.tabIndex = 0;
    picture.setAttribute('aria-describedby', 'move-hint');
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    picture.addEventListener('keydown', this.#keyed, { signal });
    picture.addEventListener('pointerdown', this.#grabbed, { signal });
    picture.addEventListener('pointermove', this.#dragged, { signal });
    picture.addEventListener('pointerup', this.#dropped, { signal });
    picture.addEventListener('pointercancel', this.#cancelled, { signal });
  }

  #letGo(): void {
    this.#listening.abort();
    this.#sizes.disconnect();
    this.#pills.disconnect();
    this.#drag = null;
    const picture = this.#parts?.picture;
    this.#parts = null;
    if (!picture) return;
    picture.removeAttribute('tabindex');
    picture.removeAttribute('aria-describedby');
    picture.classList.remove('dragged');
    this.#translate(picture, { x: 0, y: 0 });
  }

  /** Where the styles have it, without what it was moved by. */
  #home({ picture }: Parts): Box {
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = picture;
    return { left, top, width, height };
  }

  #place(): void {
    const parts = this.#parts;
    if (!parts || this.#drag?.moved) return;
    const { stage, picture } = parts;
    const home = this.#home(parts);
    const size = { width: stage.clientWidth, height: stage.clientHeight };
    const margin = Math.min(home.left, size.width - home.left - home.width);
    const room = { ...size, margin, above: above(parts), below: below(parts) };
    const { left, top } = placeIn(this.#corner ?? nearestCorner(home, size), home, room);
    this.#translate(picture, { x: left - home.left, y: top - home.top });
  }

  #translate({ style }: HTMLElement, offset: Offset): void {
    this.#offset = offset;
    style.translate = offset.x === 0 && offset.y === 0 ? '' : `${offset.x}px ${offset.y}px`;
  }

  #moveTo(corner: Corner): void {
    this.#corner = corner;
    this.#place();
    this.#onmoved();
  }

  /** Where it is now, by where its middle is. */
  #nearest(parts: Parts): Corner {
    const home = this.#home(parts);
    const box = { ...home, left: home.left + this.#offset.x, top: home.top + this.#offset.y };
    return nearestCorner(box, { width: parts.stage.clientWidth, height: parts.stage.clientHeight });
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const parts = this.#parts;
    const corner = parts && cornerByKey(this.#corner ?? this.#nearest(parts), event.key);
    if (!corner) return;
    event.preventDefault();
    this.#moveTo(corner);
  };

  readonly #grabbed = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) return;
    const from = { x: event.clientX, y: event.clientY };
    this.#drag = { pointer: event.pointerId, from, offset: this.#offset, moved: false };
    this.#parts?.picture.setPointerCapture(event.pointerId);
  };

  readonly #dragged = (event: PointerEvent): void => {
    const [drag, parts] = [this.#drag, this.#parts];
    if (!parts || drag?.pointer !== event.pointerId) return;
    const [x, y] = [event.clientX - drag.from.x, event.clientY - drag.from.y];
    drag.moved ||= Math.hypot(x, y) > DRAG_PX;
    if (!drag.moved) return;
    parts.picture.classList.add('dragged');
    this.#translate(parts.picture, { x: drag.offset.x + x, y: drag.offset.y + y });
  };

  readonly #dropped = (event: PointerEvent): void => {
    const [drag, parts] = [this.#drag, this.#parts];
    if (!parts || drag?.pointer !== event.pointerId) return;
    this.#drag = null;
    parts.picture.classList.remove('dragged');
    if (drag.moved) this.#moveTo(this.#nearest(parts));
  };

  readonly #cancelled = (): void => {
    this.#drag = null;
    this.#parts?.picture.classList.remove('dragged');
    this.#place();
  };
}

function partsOf(root: ParentNode): Parts | null {
  const stage = root.querySelector<HTMLElement>('.stage');
  const picture = root.querySelector<HTMLElement>('.local');
  const top = root.querySelector<HTMLElement>('.top');
  return stage && picture && top ? { stage, picture, top, toolbar: root.querySelector<HTMLElement>('.toolbar') } : null;
}

/** Around the name tag and all sentences. */
function above({ stage, top }: Parts): Box | null {
  const boxes = [...top.children].map((child) => boxIn(stage, child)).filter(({ width }) => width > 0);
  if (boxes.length === 0) return null;
  const [left, upper] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const lower = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top: upper, width: right - left, height: lower - upper };
}

const below = ({ stage, toolbar }: Parts): Box | null => (toolbar ? boxIn(stage, toolbar) : null);

function boxIn(stage: Element, part: Element): Box {
  const [outer, { left, top, width, height }] = [stage.getBoundingClientRect(), part.getBoundingClientRect()];
  return { left: left - outer.left, top: top - outer.top, width, height };
}
