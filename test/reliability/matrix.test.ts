import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LINES, NOT_APPLICABLE, UNTESTED } from '../../scripts/mutants/matrix.ts';
import { isGo, type Mutant, misfit, mutated } from '../../scripts/mutants/mutant.ts';
import { MUTANTS } from '../../scripts/mutants/mutants.ts';
import { ofGo, ofVitest } from '../../scripts/mutants/outcome.ts';
import { PAGE, pageFor, seenOn } from '../../scripts/mutants/page.ts';
import { numbersIn, testedIn } from '../../scripts/mutants/tested.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined);

describe('the matrix', () => {
  const tested = testedIn(root);
  const numbers = LINES.map(({ number }) => number);
  const absent = NOT_APPLICABLE.flatMap(([each]) => each);

  test('every number is tested, or is listed as not applicable with its reason, never both', () => {
    expect(new Set([...numbers, ...absent]).size).toBe(numbers.length + absent.length);
    expect([...tested.keys()].filter((number) => !numbers.includes(number))).toEqual([]);
    expect(numbers.filter((number) => !tested.has(number))).toEqual(UNTESTED);
  });

  test('is a table: no text of it ends a cell', () => {
    const texts = LINES.flatMap(({ tried, promised, short = '' }) => [tried, promised, short]);
    expect([...texts, ...NOT_APPLICABLE.flatMap(([, about, why]) => [about, why])].join()).not.toContain('|');
  });

  test('names of tests give their numbers', () => {
    expect(numbersIn('test(\'B-07 x\'); test.skipIf(no)(`B-12 y`); test("B-09, B-10 z"); // as B-11 says')).toEqual([
      'B-07',
      'B-09',
      'B-10',
      'B-12',
    ]);
  });
});

describe('the mutants', () => {
  const textFault = (mutant: Mutant) => {
    if (!existsSync(join(root, mutant.test))) return `there is no test ${mutant.test}`;
    if (isGo(mutant) && !mutant.file.startsWith('engine/')) return 'a test of Go notices nothing of it';
    return mutant.keeps.includes('|') ? 'a | ends a cell of the table' : undefined;
  };
  const strange = (lines: readonly string[] = []) =>
    lines.filter((line) => LINES.every(({ number }) => number !== line)).map((line) => `there is no line ${line}`);

  test('fit their files exactly once, and name tests that are there', () => {
    const wrong = MUTANTS.flatMap((mutant) => {
      const faults = [misfit(mutant, textOf(mutant.file)), textFault(mutant), ...strange(mutant.lines)];
      return faults.filter((fault) => fault !== undefined).map((fault) => `${mutant.name}: ${fault}`);
    });
    expect(wrong).toEqual([]);
  });

  test('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  test('a change that fits never, or twice, is refused', () => {
    const mutant = { name: 'm', keeps: '', file: 'f', from: 'a', to: '$&b', test: 't' };
    expect(mutated(mutant, 'xay')).toBe('x$&by');
    expect(() => mutated(mutant, 'xyz')).toThrow('stands 0 times');
    expect(() => mutated(mutant, 'aa')).toThrow('stands 2 times');
    expect(misfit(mutant, undefined)).toContain('no file');
  });
});

describe('what tests came to', () => {
  const file = (status: string, ...tests: (readonly [string, string])[]) => ({
    status,
    message: 'Error: x\n at y',
    assertionResults: tests.map(([title, status]) => ({ title, status })),
  });
  const vitest = (...testResults: object[]) => ofVitest(JSON.stringify({ testResults }));
  const go = (...events: object[]) => ofGo(events.map((event) => JSON.stringify(event)).join('\n'));

  test('a test that failed is red; a file that does not load, or runs nothing, is no proof', () => {
    expect(vitest(file('passed', ['a', 'passed'], ['b', 'skipped']))).toEqual({ kind: 'green', tests: 1 });
    expect(vitest(file('failed', ['a', 'passed'], ['b', 'failed']))).toEqual({ kind: 'red', by: 'b' });
    expect(vitest(file('failed'))).toEqual({ kind: 'broken', why: 'Error: x' });
    expect(vitest(file('passed', ['a', 'skipped']))).toMatchObject({ kind: 'broken' });
    expect(vitest()).toMatchObject({ kind: 'broken' });
  });

  test('so is what does not compile in Go', () => {
    const built = { Action: 'pass' };
    expect(go({ Action: 'pass', Test: 'TestA' }, built)).toEqual({ kind: 'green', tests: 1 });
    expect(go({ Action: 'fail', Test: 'TestA/b' }, { Action: 'fail', Test: 'TestA' }, { Action: 'fail' })).toEqual({
      kind: 'red',
      by: 'TestA/b',
    });
    const told = { Action: 'build-output', Output: './seat.go:3:1: undefined: x\n' };
    expect(
      go({ Action: 'build-output', Output: '# pkg\n' }, told, { Action: 'build-fail' }, { Action: 'fail' }),
    ).toEqual({
      kind: 'broken',
      why: './seat.go:3:1: undefined: x',
    });
    expect(go(built)).toMatchObject({ kind: 'broken' });
  });
});

test(`${PAGE} is what the tree says`, () => {
  const is = textOf(PAGE) === pageFor(root, seenOn(root));
  expect(is, `renew ${PAGE}: npm run mutants -- --write`).toBe(true);
});
