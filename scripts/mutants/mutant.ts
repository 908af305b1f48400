/** A mechanism taken out of the program: a change that a test must notice. */
export interface Mutant {
  /** Names the mechanism: `metadata-address`. */
  readonly name: string;
  /** What holds with the mechanism and not without it; part of a table, so no `|`. */
  readonly keeps: string;
  /** The source file, from the root. */
  readonly file: string;
  /** A text that stands there exactly once, and what stands there instead in the mutant. */
  readonly from: string;
  readonly to: string;
  /** What must turn red: a test file for vitest, or a package of the Go module: `engine/ledger`. */
  readonly test: string;
  /** Part of the names of the tests that are run; left out, the whole file is. For Go a pattern of `-run`. */
  readonly only?: string;
  /** The numbers of the matrix that rest on the mechanism. */
  readonly lines?: readonly string[];
}

/** How often a text stands in another. */
function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Why a mutant cannot be made of its file's text; undefined where it can. Pure. */
export function misfit({ file, from, to }: Mutant, text: string | undefined): string | undefined {
  if (text === undefined) return `there is no file ${file}`;
  if (from === to) return 'it changes nothing';
  const times = from === '' ? 0 : timesIn(text, from);
  return times === 1 ? undefined : `its text stands ${times} times in ${file}, not once`;
}

/** The file's text as the mutant has it. Throws where the change does not apply exactly once. Pure. */
export function mutated(mutant: Mutant, text: string): string {
  const why = misfit(mutant, text);
  if (why !== undefined) throw new Error(`${mutant.name}: ${why}`);
  return text.replace(mutant.from, () => mutant.to);
}

/** Whether a mutant's test is Go's. */
export function isGo({ test }: Pick<Mutant, 'test'>): boolean {
  return /^engine(\/|$)/.test(test);
}
