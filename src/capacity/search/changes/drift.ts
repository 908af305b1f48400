import { studentTQuantile } from '../../../stats/distributions/student-t.ts';
import { believedError, type ModelFree, modelFree } from '../estimators/model-free.ts';
import type { SidedBatch, TwoSidedCrossing } from '../estimators/two-sides.ts';
import { satterthwaite } from '../interval.ts';
import { flowChange } from './faster.ts';

/** As likely by chance, on each side, as 2.5 standard errors of a normal law. */
const CHANCE = 0.0062;

/**
 * Whether the capacity changed while it was measured: the estimates of the first and second half of the blocks differ
 * by more than chance explains (Welch's test: errors of three blocks each are hardly known themselves). False while a
 * half has too few blocks for a standard error. Source: B. L. Welch, "The generalization of Student's problem when
 * several different population variances are involved", Biometrika 34 (1947).
 */
export function hasDrifted(sided: readonly SidedBatch[], crossing: TwoSidedCrossing): boolean {
  const blocks = [...new Set(sided.map(({ block }) => block))];
  const middle = blocks[Math.ceil(blocks.length / 2)];
  if (middle === undefined) return false;
  const early = modelFree(
    sided.filter(({ block }) => block < middle),
    crossing,
  );
  const late = modelFree(
    sided.filter(({ block }) => block >= middle),
    crossing,
  );
  if (!says(early) || !says(late)) return false;
  const parts = [early, late].map((half) => ({ variance: believedError(half) ** 2, freedom: half.blocks - 1 }));
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const far = studentTQuantile(1 - CHANCE, satterthwaite(variance, parts));
  return Math.abs(late.x - early.x) > far * Math.sqrt(variance);
}

/**
 * ln of the flow in the same states between both halves, and standard errors of it; of a target that fell before, less
 * will do.
 */
const FLOW = { least: 0.1, errors: 4 } as const;
const FALLING = { least: 0.05, errors: 2 } as const;

/** Whether in the second half of the blocks more, or less, got done in the same states than in the first. */
export function flowHasDrifted(sided: readonly SidedBatch[], fell: boolean): boolean {
  const blocks = [...new Set(sided.map(({ block }) => block))];
  const middle = blocks[Math.ceil(blocks.length / 2)];
  if (middle === undefined) return false;
  const half = (of: (block: number) => boolean) => sided.filter(({ block }) => of(block)).map(({ batch }) => batch);
  const { change, se } = flowChange(
    half((block) => block < middle),
    half((block) => block >= middle),
  );
  const falling = fell && change < -FALLING.least && change < -FALLING.errors * se;
  return falling || (Math.abs(change) > FLOW.least && Math.abs(change) > FLOW.errors * se);
}

function says(half: ModelFree | undefined): half is ModelFree {
  return half?.usable === true && half.beyond === undefined;
}
