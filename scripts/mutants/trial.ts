import type { Mutant } from './mutant.ts';
import type { Outcome } from './outcome.ts';
import { runTests } from './run-tests.ts';
import type { Scratch } from './scratch.ts';

/** How a mutant fared. `noticed`: its tests are green without it and red with it. */
export interface Trial {
  readonly mutant: Mutant;
  readonly noticed: boolean;
  /** The test that noticed it, or why nothing did. */
  readonly text: string;
  readonly seconds: number;
}

/** Tries mutants in a copy of the tree; what several of them are tested by runs without them once. */
export class Trials {
  readonly #scratch: Scratch;
  readonly #before = new Map<string, Promise<Outcome>>();

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
  }

  async try(mutant: Mutant): Promise<Trial> {
    const began = performance.now();
    const told = (noticed: boolean, text: string): Trial => ({
      mutant,
      noticed,
      text,
      seconds: (performance.now() - began) / 1000,
    });
    const { folder } = this.#scratch;
    const key = `${mutant.test} ${mutant.only ?? ''}`;
    const before = this.#before.get(key) ?? runTests(mutant, folder);
    this.#before.set(key, before);
    const healthy = await before;
    if (healthy.kind === 'red') return told(false, `red without it, too: ${healthy.by}`);
    if (healthy.kind === 'broken') return told(false, `its tests do not run without it: ${healthy.why}`);
    const outcome = await this.#scratch.with(mutant, () => runTests(mutant, folder));
    switch (outcome.kind) {
      case 'red':
        return told(true, outcome.by);
      case 'green':
        return told(false, `survived ${outcome.tests} tests`);
      case 'broken':
        return told(false, `no test failed, they did not run: ${outcome.why}`);
    }
  }
}
