/**
 * Asks a TURN server for an allocation as a browser would, and gives it back (RFC 8656 6.1 and 7.1): the only proof that a relay
 * is there, is reached by this transport, knows our secret and has room.
 */
import { decodeReply, encodeRequest, xorAddress, type Account, type Reply, type Request } from './stun.js';
import type { TurnFault } from './status-model.js';
import { openWire, parseTurnUrl, type TurnWire } from './turn-wire.js';

export type TurnVerdict =
  /** `open`: it would relay into private networks, so it is a way into the operator's own (server-side request forgery). */
  | { readonly ok: true; readonly ms: number; readonly open: boolean }
  | { readonly ok: false; readonly fault: TurnFault };

export interface TurnQuestion {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
  readonly timeoutMs?: number;
  /** Certificate authorities to believe instead of the system's. */
  readonly ca?: string | undefined;
  /** Ends it before its time. */
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 8_000;
/** RFC 8489 6.2.1: the first time, and then twice as long each time. */
const RESEND_MS = 500;
const UDP = 17;
/** Where a relay must not reach: private networks, and the address under which clouds tell secrets. */
const PRIVATE_PEERS = ['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254'];

class Refused extends Error {
  override name = 'Refused' as const;
  readonly fault: TurnFault;

  constructor(fault: TurnFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Never rejects: whatever goes wrong is the verdict. */
export async function askTurn(question: TurnQuestion): Promise<TurnVerdict> {
  const began = performance.now();
  const target = parseTurnUrl(question.url);
  if (!target || target.transport === 'dtls') return { ok: false, fault: 'unchecked' };
  const timeout = AbortSignal.timeout(question.timeoutMs ?? TIMEOUT_MS);
  const signal = question.signal ? AbortSignal.any([timeout, question.signal]) : timeout;
  const desk = new Desk(signal);
  try {
    desk.wire = await openWire(target, { ...desk.listeners, ca: question.ca, signal });
    const open = await allocateAndGiveBack(desk, question);
    return { ok: true, ms: performance.now() - began, open };
  } catch (error) {
    return { ok: false, fault: faultOf(error, desk.wire !== null) };
  } finally {
    desk.close();
  }
}

async function allocateAndGiveBack(desk: Desk, { username, credential }: TurnQuestion): Promise<boolean> {
  const attributes = { requestedTransport: Buffer.from([UDP, 0, 0, 0]) };
  const challenge = await desk.ask({ method: 'allocate', attributes });
  const realm = challenge.attribute('realm')?.toString();
  const nonce = challenge.attribute('nonce');
  if (challenge.code !== 401 || realm === undefined || !nonce)
    throw new Refused(challenge.success ? 'not-turn' : 'refused');
  const account = { username, credential, realm, nonce };
  const allocated = await desk.ask({ method: 'allocate', attributes, account });
  if (!allocated.success) throw new Refused(faultOfCode(allocated.code));
  if (!allocated.attribute('xorRelayedAddress') || !allocated.signedBy(account)) throw new Refused('not-turn');
  const open = await relaysInside(desk, account);
  await desk.ask({ method: 'refresh', attributes: { lifetime: Buffer.alloc(4) }, account });
  return open;
}

/** A permission sends nothing to the peer; only whether it would be allowed is told. */
async function relaysInside(desk: Desk, account: Account): Promise<boolean> {
  for (const peer of PRIVATE_PEERS) {
    const attributes = { xorPeerAddress: xorAddress(peer, 9) };
    const { success } = await desk.ask({ method: 'createPermission', attributes, account });
    if (success) return true;
  }
  return false;
}

/** RFC 8656 18.2 (and 19): 401 and 441 are credentials, 486 the quota, 508 the ports. */
function faultOfCode(code: number): TurnFault {
  if (code === 401 || code === 441) return 'wrong-secret';
  return code === 486 || code === 508 ? 'full' : 'refused';
}

function faultOf(error: unknown, opened: boolean): TurnFault {
  if (error instanceof Refused) return error.fault;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|HOSTNAME_MISMATCH/.test(code)) return 'certificate';
  if (/SSL|EPROTO/.test(code)) return 'not-turn';
  const late = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return opened && late ? 'no-answer' : 'unreachable';
}

/** One question at a time, to be answered before `signal` says that it is too late. */
class Desk {
  wire: TurnWire | null = null;
  readonly #signal: AbortSignal;
  #heard: (message: Buffer) => void = () => undefined;
  #failed: (error: unknown) => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get listeners() {
    return { onmessage: (message: Buffer) => this.#heard(message), onerror: (error: Error) => this.#failed(error) };
  }

  async ask(request: Request): Promise<Reply> {
    const { transaction, bytes } = encodeRequest(request);
    const answer = new Promise<Reply>((resolve, reject) => {
      this.#failed = reject;
      this.#heard = (message) => {
        const reply = decodeReply(message);
        if (reply?.transaction.equals(transaction)) resolve(reply);
      };
    });
    const late = (): void => this.#failed(this.#signal.reason);
    this.#signal.addEventListener('abort', late, { once: true });
    const stop = this.#send(bytes);
    return answer.finally(() => {
      stop();
      this.#signal.removeEventListener('abort', late);
    });
  }

  close(): void {
    this.wire?.close();
    this.wire = null;
  }

  /** Returns what ends the sending again. */
  #send(bytes: Buffer): () => void {
    let timer: NodeJS.Timeout | undefined;
    const again = (ms: number): void => {
      this.wire?.send(bytes);
      if (this.wire?.lossy) timer = setTimeout(again, ms, ms * 2);
    };
    again(RESEND_MS);
    return () => clearTimeout(timer);
  }
}
