/** A prompt on the terminal for commands of one letter and perhaps a value. */
import { createInterface } from 'node:readline/promises';

export interface Command {
  /** After the letter, such as `20` in `l 20`. */
  readonly takes?: string;
  readonly meaning: string;
  readonly does: (value: string) => Promise<void> | void;
}

export type Commands = Readonly<Record<string, Command>>;

export function help(commands: Commands): string {
  const rows = Object.entries(commands).map(([letter, { takes = '', meaning }]) => [`${letter} ${takes}`, meaning]);
  rows.push(['q', 'quit']);
  return ['', ...rows.map(([left = '', meaning = '']) => `  ${left.padEnd(12)}${meaning}`), ''].join('\n');
}

/** Until `q` or the end of the input; `status` is told after each command, if there is one. */
export async function converse(commands: Commands, status?: () => Promise<string>): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  terminal.prompt();
  for await (const line of terminal) {
    const [word = '', value = ''] = line.trim().split(/\s+/);
    if (word.startsWith('q')) break;
    const command = commands[word.charAt(0)];
    if (command) await obey(command, value);
    else if (word !== '') console.log(help(commands));
    if (status) console.log(await status());
    terminal.prompt();
  }
  terminal.close();
}

async function obey({ does, meaning }: Command, value: string): Promise<void> {
  try {
    await does(value);
    console.log(meaning);
  } catch (error) {
    console.log(String(error));
  }
}

/** A number from 0 on, or an error that says so. */
export function amount(value: string): number {
  const number = Number(value);
  if (value === '' || !(number >= 0)) throw new Error('this command needs a number from 0 on');
  return number;
}
