import type { ObjectiveResult } from '../../../objectives/result.ts';
import type { Result, StageResult } from '../../../result/result.ts';
import type { Matrix } from '../../blocks.ts';
import { actualText, limitText } from '../../limits.ts';
import { statusOf } from '../../words.ts';

/** The matrix of a staged run; undefined where there is only one stage to judge. Pure. */
export function matrixOf(result: Result): Matrix | undefined {
  const lines = result.objectives.filter((line) => line.stage !== null);
  const stages = result.stages.filter((stage) => lines.some((line) => line.stage === stage.name));
  if (stages.length < 2) return undefined;
  const rows = new Map<string, ObjectiveResult[]>();
  for (const line of lines) rows.set(keyOf(line), [...(rows.get(keyOf(line)) ?? []), line]);
  return {
    stages: stages.map(({ name, counts }) => ({ name, counts })),
    rows: [...rows.values()].map((group) => ({
      name: group[0]!.name,
      limit: limitText(group[0]!.target ?? group[0]!.critical, group[0]!.unit),
      cells: stages.map((stage) => {
        const line = group.find((other) => other.stage === stage.name);
        if (!line) return { text: '–', sign: null };
        return { text: cellText(line, stage), sign: stage.valid ? statusOf(line).sign : 'inconclusive' };
      }),
    })),
  };
}

/** A share of bad requests of a stage in which none failed is of those that were never sent. */
export function cellText(line: ObjectiveResult, { failed, dropped }: StageResult): string {
  const unsent =
    line.unit === 'ratio' &&
    failed === 0 &&
    (dropped ?? 0) > 0 &&
    (line.zone === 'critical' || line.zone === 'degraded');
  return unsent ? `${actualText(line)} never sent` : actualText(line);
}

function keyOf({ name, measure }: ObjectiveResult): string {
  return `${name}\u0000${measure.text}`;
}
