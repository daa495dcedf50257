/** A Linux network namespace with a name of this run's own; it goes with all that runs in it. */
import { ip, sh } from './shell.js';

const PREFIX = 'rtc-call';
/** The process that made it is part of its name: so that another run knows what nobody needs any more. */
const OWNED = new RegExp(`^${PREFIX}-(\\d+)-`);

let made = 0;

export class Namespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static async open(label: string): Promise<Namespace> {
    made += 1;
    const namespace = new Namespace(`${PREFIX}-${process.pid}-${made}-${label}`);
    await ip(`netns add ${namespace.name}`);
    await namespace.ip('link set lo up');
    return namespace;
  }

  /** A virtual cable from here to `other`; both ends have a name. */
  async cable(end: string, other: Namespace, otherEnd: string): Promise<void> {
    await this.ip(`link add ${end} type veth peer name ${otherEnd} netns ${other.name}`);
    await this.ip(`link set ${end} up`);
    await other.ip(`link set ${otherEnd} up`);
  }

  async ip(line: string): Promise<void> {
    await ip(`-n ${this.name} ${line}`);
  }

  /** All of it or, if a line is wrong, nothing. */
  async nft(rules: string): Promise<void> {
    await this.run('nft', ['-f', '-'], rules);
  }

  async set(kernelVariable: string, value: number): Promise<void> {
    await this.run('sysctl', ['-qw', `${kernelVariable}=${value}`]);
  }

  run(program: string, args: readonly string[], input?: string): Promise<string> {
    return sh('ip', ['netns', 'exec', this.name, program, ...args], input);
  }

  /** What starts a program in here; the process is that program's own, so its pid may be ended. */
  get entry(): readonly [string, ...string[]] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Whoever started something in here has ended it; what is left are children of a browser. */
  async close(): Promise<void> {
    await remove(this.name);
  }
}

/** What a run that crashed has left. */
export async function removeLeftovers(): Promise<void> {
  const names = (await ip('netns list')).split('\n').map((line) => line.split(' ')[0] ?? '');
  for (const name of names) {
    const owner = OWNED.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) await remove(name);
  }
}

async function remove(name: string): Promise<void> {
  const pids = (await ip(`netns pids ${name}`)).split('\n').filter((line) => line !== '');
  for (const pid of pids) end(Number(pid));
  await ip(`netns del ${name}`);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ESRCH';
