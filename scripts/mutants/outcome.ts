/**
 * What tests came to. `red`: a test failed, and says that something is missing. `broken`: the tests could not be run,
 * which says nothing of the mechanism: the mutant does not compile, a file does not load, or nothing ended in time.
 */
export type Outcome =
  | { readonly kind: 'green'; readonly tests: number }
  | { readonly kind: 'red'; readonly by: string }
  | { readonly kind: 'broken'; readonly why: string };

interface VitestFile {
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
}

/** What vitest's JSON report says of the files that were run. Pure. */
export function ofVitest(report: string): Outcome {
  const { testResults } = JSON.parse(report) as { testResults: readonly VitestFile[] };
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed) return { kind: 'red', by: failed.title };
  const unloaded = testResults.find(({ status }) => status === 'failed');
  if (unloaded) return { kind: 'broken', why: firstLine(unloaded.message) };
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return passed > 0 ? { kind: 'green', tests: passed } : { kind: 'broken', why: 'no test was run' };
}

interface GoEvent {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** What the lines of `go test -json` say. Pure. */
export function ofGo(lines: string): Outcome {
  const events = lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as GoEvent);
  // The innermost comes first: a table's row, and then the test around it.
  const failed = events.find(({ Action, Test }) => Action === 'fail' && Test !== undefined);
  if (failed) return { kind: 'red', by: failed.Test! };
  const passed = events.filter(({ Action, Test }) => Action === 'pass' && Test !== undefined).length;
  const whole = events.some(({ Action, Test }) => Action === 'pass' && Test === undefined);
  if (whole && passed > 0) return { kind: 'green', tests: passed };
  const said = events.flatMap(({ Action, Output = '' }) => (Action.endsWith('output') ? [Output.trim()] : []));
  return {
    kind: 'broken',
    why: firstLine(said.find((text) => text !== '' && !text.startsWith('#')) ?? 'no test was run'),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
