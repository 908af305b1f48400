import { describe, expect, test } from 'vitest';
import { AUTOSCALER } from '../e2e/cases/plan/autoscaler.ts';
import { CHANGING } from '../e2e/cases/plan/changing.ts';
import { DEMAND } from '../e2e/cases/plan/demand.ts';
import { expectRight, layOut, typed } from '../e2e/cases/plan/play.ts';
import { POOLS } from '../e2e/cases/plan/pools.ts';
import { TABLES } from '../e2e/cases/plan/tables.ts';
import { VERDICTS } from '../e2e/cases/plan/verdicts.ts';
import { YAML } from '../e2e/cases/plan/yaml.ts';
import { emptyFolder } from '../e2e/command.ts';
import { layMeasured } from '../e2e/plan-project.ts';
import { carriedOut } from './in-process.ts';

describe.each([
  ['the verdict', VERDICTS],
  ['demand', DEMAND],
  ['whose pool', POOLS],
  ['the autoscaler', AUTOSCALER],
  ['what YAML reads', YAML],
  ['tables', TABLES],
  ['targets that change', CHANGING],
])('planned as people do: %s', (_subject, cases) => {
  test.each([...cases].map((one) => [one.is, one] as const))('%s', async (_, one) => {
    const cwd = emptyFolder();
    layOut(one, cwd);
    if (one.measured) await layMeasured(cwd, 'measured', await one.measured());
    expectRight(expect, one, await carriedOut(typed(one), cwd), cwd);
  });
});
