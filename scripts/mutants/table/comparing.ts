import type { Mutant } from '../mutant.ts';

/** What may be held against what. */
export const OF_COMPARING: readonly Mutant[] = [
  {
    name: 'unlike-runs',
    keeps: 'runs of another scenario, tier, load or target are not compared',
    file: 'src/compare/runs/objections.ts',
    from: '    ...likenessOf(before, after).load.map(\n',
    to: '    ...likenessOf(before, before).load.map(\n',
    test: 'test/reliability/comparisons.test.ts',
    lines: ['B-64'],
  },
  {
    name: 'other-machine',
    keeps: 'between machines nothing is found',
    file: 'src/compare/runs/comparison.ts',
    from: '...(differs.machine.length > 0 ? [OTHER_MACHINE] : [])',
    to: '',
    test: 'test/reliability/comparisons.test.ts',
    lines: ['B-64'],
  },
  {
    name: 'unfit-baseline',
    keeps: 'only complete, valid runs become a baseline',
    file: 'src/compare/runs/baseline.ts',
    from: '    ...unfitOf(runs),\n',
    to: '',
    test: 'test/cli/baseline.test.ts',
  },
  {
    name: 'runs-named-twice',
    keeps: 'a run that is named twice counts once',
    file: 'src/store/sides.ts',
    from: '  return [...new Map(figures.map((one) => [one.id, one])).values()];\n',
    to: '  return figures;\n',
    test: 'test/cli/baseline.test.ts',
  },
];
