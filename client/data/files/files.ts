/** The files between two pages: offered, wanted or not, and moved; over every connection and reload that a call has. */
import type { FileMemory, FileOffer, FilesMemory, Post, Word } from '../../../shared/messages.js';
import { fileName } from '../../../shared/parse-data.js';
import type { StopReason } from '../../../shared/stop-reasons.js';
import { Emitter } from '../../call/emitter.js';
import { randomId } from '../../call/identity.js';
import type { Bulk } from '../bulk.js';
import { MOST_NUMBER } from '../frame.js';
import { codeOf, FileError } from './errors.js';
import { Keep } from './keep.js';
import { type FileLimits, refusalOf } from './limits.js';
import { folderName, PrivateFolder } from './private-folder.js';
import { Receiving } from './receiving.js';
import type { Bytes } from './seal.js';
import { MOST_IN_MEMORY } from './sink.js';
import { Sending } from './sending.js';
import { thumbnailOf } from './thumbnail.js';
import type { Transfer } from './transfer.js';

/** Files that are received at the same time; the others wait for their turn. */
const MOST_RUNNING = 4;
/** What is over and may still be looked at. */
const MOST_OVER = 200;
/** Of those, what is remembered over a reload; what is not over is, all of it. */
const MOST_REMEMBERED = 200;
/** Small pictures that are remembered: a tab keeps some millions of characters. */
const MOST_PICTURES = 50;

export interface FilesEvents {
  /** The other page offers a file. */
  offer: Transfer;
  /** Another one, one less, or something to read of one changed. */
  change: void;
}

export interface FilesOptions {
  /** The number of the letter. */
  readonly send: (post: Post) => number;
  readonly say: (word: Word) => void;
  readonly bulk: Bulk;
  /** What this page lets in and out. */
  readonly limits: () => FileLimits;
  readonly onoffer: (transfer: Transfer) => void;
}

export interface SendFileOptions {
  /** Lets it go on after a reload of this page, where the browser gives one: of a file picker, or of what was dropped. */
  readonly handle?: FileSystemFileHandle | undefined;
  /** Instead of the file's own. */
  readonly name?: string;
  /** Nobody can choose it again after a reload: the page made it. The browser keeps a copy, whatever its size. */
  readonly made?: boolean | undefined;
}

export class Files extends Emitter<FilesEvents> {
  readonly #options: FilesOptions;
  readonly #folderName: string;
  readonly #keep: Keep;
  readonly #sending = new Map<number, Sending>();
  /** Of the person who is there. */
  readonly #receiving = new Map<number, Receiving>();
  /** What those before left, whose numbers come again. */
  #left: Receiving[] = [];
  #person: number;
  readonly #life = new AbortController();
  #folder: Promise<PrivateFolder | null> | null = null;

  constructor(options: FilesOptions, memory: FilesMemory | null) {
    super();
    this.#options = options;
    this.#folderName = memory?.folder ?? folderName(randomId());
    this.#person = memory?.person ?? 0;
    this.#keep = new Keep(this.#folderName);
    for (const file of memory?.files ?? []) this.#recall(file);
    this.#next();
  }

  /** In the order in which they were offered. */
  get transfers(): readonly Transfer[] {
    return this.#all.map(({ transfer }) => transfer).sort((one, other) => one.at - other.at);
  }

  get #all(): readonly (Sending | Receiving)[] {
    return [...this.#sending.values(), ...this.#left, ...this.#receiving.values()];
  }

  get memory(): FilesMemory {
    const over = this.#all.filter(({ transfer }) => transfer.over).map(({ memory }) => bare(memory));
    const open = this.#all.filter(({ transfer }) => !transfer.over).map(({ memory }) => memory);
    const few = open.map((file, index) => (index < open.length - MOST_PICTURES ? bare(file) : file));
    return { folder: this.#folderName, person: this.#person, files: [...over.slice(-MOST_REMEMBERED), ...few] };
  }

  /**
   * Offers a file to the other page; whether its person wants it, its transfer tells.
   * @throws FileError `too-large`, `type-refused`, `busy`: beyond this page's own limits; `hung-up` after the call
   */
  async send(file: File | Blob, { handle, name, made }: SendFileOptions = {}): Promise<Transfer> {
    const called = name ?? (file instanceof File ? file.name : 'file');
    const offer = await describe(file, called);
    const why = refusalOf(offer, this.#open(this.#sending), this.#options.limits());
    if (why) throw new FileError(codeOf(why), 'beyond the limits of this page');
    const n = this.#options.send({ kind: 'file', file: offer });
    // It is none where the other side hears nothing.
    if (!(n <= MOST_NUMBER)) throw new FileError('busy', 'too many messages for one call');
    const sending = this.#newSending(n, offer, file instanceof File ? file.lastModified : 0);
    sending.begin(file);
    const same = file instanceof File ? file : new File([file], called, { lastModified: 0 });
    void this.#keep.keep(n, handle ?? same, made);
    this.emit('change', undefined);
    return sending.transfer;
  }

  /** Whether this browser has room for a file of so many bytes, on its disk or in memory. */
  async roomFor(size: number): Promise<boolean> {
    return size <= MOST_IN_MEMORY || (await (await this.#openFolder())?.roomFor(size)) === true;
  }

  // --- What the other side says.

  offered(n: number, offer: FileOffer): void {
    const why = refusalOf(offer, this.#open(this.#receiving), this.#options.limits());
    if (why) return void this.#options.send({ kind: 'stop', of: n, mine: false, why });
    const { transfer } = this.#newReceiving(n, offer);
    this.#options.onoffer(transfer);
    this.emit('offer', transfer);
    this.emit('change', undefined);
  }

  /** False if it is no file's. */
  flows({ n, got, until }: Extract<Word, { type: 'flow' }>): boolean {
    this.#sending.get(n)?.flows(got, until);
    return this.#sending.has(n);
  }

  /** False if it is no file's. */
  arrived(n: number, piece: Bytes): boolean {
    const receiving = this.#receiving.get(n);
    if (receiving?.receive(piece) === false)
      receiving.stop('bad-request', new FileError('changed', 'the other page sends more than it may'));
    return receiving !== undefined;
  }

  saved(of: number): void {
    this.#sending.get(of)?.saved();
  }

  paused({ of, mine, on }: Extract<Post, { kind: 'pause' }>): void {
    if (mine) this.#receiving.get(of)?.heard(on);
    else this.#sending.get(of)?.heard(on);
  }

  /** False if it is no file's. */
  stopped({ of, mine, why }: { of: number; mine: boolean; why: StopReason }): boolean {
    const file = mine ? this.#receiving.get(of) : this.#sending.get(of);
    file?.fail(new FileError(codeOf(why), `the other page gave it up: ${why}`));
    return file !== undefined;
  }

  /** Both have said hello on a new connection. */
  met(): void {
    for (const receiving of this.#receiving.values()) receiving.met();
  }

  /** Somebody else is there: nothing of what is on its way arrives any more. */
  stranger(error: FileError): void {
    this.#fail(error);
    this.#left = [...this.#left, ...this.#receiving.values()].slice(-MOST_OVER);
    this.#receiving.clear();
    this.#person += 1;
  }

  /** The call ended: another page may remove what this one keeps. */
  end(error: FileError): void {
    this.#fail(error);
    this.#life.abort();
  }

  #fail(error: FileError): void {
    for (const file of this.#all) file.fail(error);
  }

  #recall(file: FileMemory): void {
    const { n, mine, offer, modified = 0, person = 0 } = file;
    if (mine) void this.#newSending(n, offer, modified).recall(file);
    else this.#newReceiving(n, offer, person).recall(file);
  }

  #newSending(n: number, offer: FileOffer, modified: number): Sending {
    const { bulk, send } = this.#options;
    const sending = new Sending(n, offer, modified, {
      send,
      pump: () => bulk.pump(),
      onover: () => this.#over(n),
      keep: this.#keep,
    });
    this.#sending.set(n, sending);
    this.#follow(sending.transfer);
    bulk.add(n, sending.flow);
    return sending;
  }

  #newReceiving(n: number, offer: FileOffer, person = this.#person): Receiving {
    const { send, say } = this.#options;
    const folder = (): Promise<PrivateFolder | null> => this.#openFolder();
    const receiving = new Receiving(n, offer, { person, send, say, folder, onchange: () => this.#next() });
    if (person === this.#person) this.#receiving.set(n, receiving);
    else this.#left.push(receiving);
    this.#follow(receiving.transfer);
    return receiving;
  }

  #follow(transfer: Transfer): void {
    transfer.on('change', () => this.emit('change', undefined));
  }

  #openFolder(): Promise<PrivateFolder | null> {
    return (this.#folder ??= PrivateFolder.open(this.#folderName, this.#life.signal));
  }

  #over(n: number): void {
    this.#options.bulk.delete(n);
    this.#forget(this.#sending);
  }

  /** Those whose turn it is. */
  #next(): void {
    const all = [...this.#receiving.values()];
    const free = MOST_RUNNING - all.filter(({ runs }) => runs).length;
    for (const receiving of all.filter(({ waits }) => waits).slice(0, Math.max(0, free))) void receiving.begin();
    this.#forget(this.#receiving);
  }

  /** The oldest of many that are over. */
  #forget(files: Map<number, { transfer: Transfer }>): void {
    const over = [...files].filter(([, { transfer }]) => transfer.over);
    for (const [n] of over.slice(0, Math.max(0, over.length - MOST_OVER))) files.delete(n);
    this.emit('change', undefined);
  }

  #open(files: Map<number, { transfer: Transfer }>): number {
    return [...files.values()].filter(({ transfer }) => !transfer.over).length;
  }
}

/** Without its small picture. */
function bare(file: FileMemory): FileMemory {
  const { thumbnail: _picture, ...offer } = file.offer;
  return { ...file, offer };
}

async function describe(file: Blob, name: string): Promise<FileOffer> {
  const { size } = file;
  const type = /^[\w.+-]{1,63}\/[\w.+-]{1,63}/.exec(file.type)?.[0] ?? '';
  const thumbnail = await thumbnailOf(file);
  return { name: fileName(name), size, type, at: Date.now(), ...(thumbnail ? { thumbnail } : {}) };
}
