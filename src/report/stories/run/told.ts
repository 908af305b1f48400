import type { Result } from '../../../result/result.ts';
import type { Block } from '../../blocks.ts';
import type { Stack } from '../../charts/chart.ts';
import type { Section } from '../../report.ts';
import type { RunModel } from './run-model.ts';

/** What a piece of a report is made from: a run in words, and its result, from which its findings are said. */
export interface Told {
  readonly model: RunModel;
  readonly result: Result;
}

/** A section of a run; undefined where it has nothing to show. Read down, the findings are the summary. */
export type SectionOf = (told: Told) => Section | undefined;

/** A piece of a comment or of what a terminal shows. */
export type BlocksOf = (told: Told) => readonly Block[];

/** The charts of these stacks as a block: none where there are none. */
export function drawn({ charts }: RunModel, stacks: readonly Stack[], hint?: string): Block[] {
  const shown = charts.filter(({ stack }) => stacks.includes(stack));
  return shown.length > 0 ? [{ kind: 'charts', charts: shown, ...(hint ? { hint } : {}) }] : [];
}
