/** What a test reporter makes of a case. */
export interface CaseOutcome {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
}

export interface TestCase {
  /** The same every time, so that reporters can follow it from run to run: no measured value is part of it. */
  readonly name: string;
  readonly seconds: number;
  /** null: it passed. */
  readonly outcome: CaseOutcome | null;
  readonly details: readonly string[];
}

/** A report as test cases. Failures are what was measured to be wrong; errors are what could not be known. */
export interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly TestCase[];
  /** What else is said, a line each. */
  readonly says: readonly string[];
}

/** Something went wrong beside what was tested: one case in error, with all that went wrong; none where nothing did. */
export function mishaps(name: string, texts: readonly string[]): TestCase[] {
  const [first] = texts;
  if (first === undefined) return [];
  return [{ name, seconds: 0, outcome: { element: 'error', type: 'mishap', message: first }, details: texts }];
}
