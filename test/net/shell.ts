/** Programs that do their work and end: what they print, or an error that says what they complained of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export async function sh(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, [...args], { stdio: 'pipe' });
  const exit = once(child, 'close');
  child.stdin.on('error', () => undefined); // It ended without reading: its exit code says so.
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exit;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${err.trim() || `ended with ${String(code)}`}`);
  return out;
}

export const ip = (line: string): Promise<string> => sh('ip', line.split(' '));
