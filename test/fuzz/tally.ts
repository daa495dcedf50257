/** What was sent, and what was answered, by kind. */
export class Tally {
  frames = 0;
  sessions = 0;
  readonly #answers = new Map<string, number>();

  heard(kind: string): void {
    this.#answers.set(kind, (this.#answers.get(kind) ?? 0) + 1);
  }

  /** A packet of Engine.IO from the server. */
  packet(text: string): void {
    this.heard(kindOf(text));
  }

  has(kind: string | RegExp): boolean {
    return [...this.#answers.keys()].some((each) => (typeof kind === 'string' ? each === kind : kind.test(each)));
  }

  /** The most frequent first. */
  get answers(): string {
    const rows = [...this.#answers].sort(([, one], [, other]) => other - one);
    return rows.map(([kind, count]) => `${kind} ${count}`).join(', ');
  }
}

const KINDS: Readonly<Record<string, string>> = { '0': 'open', '1': 'close', '2': 'ping', '3': 'pong', '6': 'noop' };

function kindOf(text: string): string {
  const code = /"code":"([a-z-]+)"/.exec(text)?.[1];
  if (text.startsWith('43')) return `acknowledged ${/"ok":true/.test(text) ? 'ok' : (code ?? 'otherwise')}`;
  if (text.startsWith('44')) return `refused ${code ?? 'namespace'}`;
  if (text.startsWith('40')) return 'connected';
  if (text.startsWith('42')) return `told ${/\["([a-z]+)"/.exec(text)?.[1] ?? 'something'}${code ? ` ${code}` : ''}`;
  return KINDS[text.charAt(0)] ?? 'something else';
}
