// What the test runners' JSON reports say: of each test its file, its name, and `passed`, `failed` or `flaky` (passed only
// when it was tried again).
import { relative } from 'node:path';

const PLAYWRIGHT = { expected: 'passed', unexpected: 'failed', flaky: 'flaky' };

/** Of either runner. */
export const outcomesOf = (report) => ('testResults' in report ? fromVitest(report) : fromPlaywright(report));

function fromVitest({ testResults }) {
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName, status, failureMessages }) => {
      const outcome = status === 'passed' && failureMessages.length > 0 ? 'flaky' : status;
      return { name: `${relative(process.cwd(), file)}: ${fullName}`, outcome };
    }),
  );
}

function fromPlaywright({ specs = [], suites = [] }) {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests.map(({ status }) => ({ name: `${file}: ${title}`, outcome: PLAYWRIGHT[status] ?? status })),
  );
  return [...own, ...suites.flatMap(fromPlaywright)];
}

/** Ends with one line that counts all tests; a step that failed without one counts as one. */
export function conclude(outcomes, failedSteps) {
  const those = (wanted) => outcomes.filter(({ outcome }) => outcome === wanted);
  list('passed only when they were tried again:', those('flaky'));
  list('failed:', those('failed'));
  if (failedSteps.length > 0) console.error(`\nsteps that failed: ${failedSteps.join(', ')}`);
  const failed = Math.max(those('failed').length, failedSteps.length > 0 ? 1 : 0);
  console.log(`\n${those('passed').length + those('flaky').length} passed, ${failed} failed`);
}

const list = (title, found) =>
  found.length > 0 && console.log([`\n${title}`, ...found.map(({ name }) => `  ${name}`)].join('\n'));
