/** What must not happen behind a test's back: rejections that nobody handles, and words on the console. */
import { onTestFinished, vi } from 'vitest';

export function recordFaults(): unknown[] {
  const faults: unknown[] = [];
  const note = (...words: unknown[]): void => void faults.push(words);
  const onRejection = ({ reason }: PromiseRejectionEvent): void => note(reason);
  const spies = [
    vi.spyOn(console, 'error').mockImplementation(note),
    vi.spyOn(console, 'warn').mockImplementation(note),
  ];
  addEventListener('unhandledrejection', onRejection);
  onTestFinished(() => {
    removeEventListener('unhandledrejection', onRejection);
    for (const spy of spies) spy.mockRestore();
  });
  return faults;
}
