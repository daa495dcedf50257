#!/usr/bin/env node
/**
 * The command: does what its first word says, or serves. It loads only the part that it needs: a health check runs every
 * few seconds, and loading the server alone takes half a second of a processor.
 */
import { readFileSync } from 'node:fs';
import { ConfigError, parseConfig } from './config.js';

const PRINT_CONFIG = '--print-config';

const print = (text: string): void => void process.stdout.write(text);

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help') || argv.includes('-h')) return help();
  if (argv.includes('--version')) return print(`${version()}\n`);
  if (argv[0] === 'token') return token(argv.slice(1));
  if (argv[0] === 'health') return health(argv.slice(1));
  const result = parseConfig(
    argv.filter((word) => word !== PRINT_CONFIG),
    process.env,
  );
  if (!result.ok) return refuse(result.faults);
  if (argv.includes(PRINT_CONFIG)) {
    const { configText } = await import('./config-text.js');
    return print(configText(result.config, result.sources));
  }
  const { start } = await import('./serve.js');
  await start(result.config);
}

async function help(): Promise<void> {
  const { helpText } = await import('./config-text.js');
  print(helpText());
}

/** Of the package this command is in, whether it runs from `dist/server/` or from its source. */
function version(): string {
  const manifest = new URL(import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

async function token(argv: readonly string[]): Promise<void> {
  const { tokenCommand } = await import('./token-command.js');
  print(`${await tokenCommand(argv, process.env)}\n`);
}

async function health(argv: readonly string[]): Promise<void> {
  const { healthCommand } = await import('./health-command.js');
  const { healthy, text } = await healthCommand(argv, process.env);
  (healthy ? process.stdout : process.stderr).write(`${text}\n`);
  if (!healthy) process.exitCode = 1;
}

function refuse(faults: readonly string[]): void {
  process.stderr.write(`${['These settings cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n')}\n`);
  process.exitCode = 2;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof ConfigError) return refuse(error.faults);
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const message = taken ? 'this port is taken; choose another one with --port' : String(error);
  process.stderr.write(`rtc-call could not start: ${message}\n`);
  process.exitCode = 1;
});
