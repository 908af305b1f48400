import type { EventResult } from '../../result/events.ts';
import type { StageResult } from '../../result/result.ts';
import type { Caveat } from '../../result/vocabulary.ts';
import { formatSpan } from '../../units/format.ts';
import { ofThemselves } from './consequences.ts';

/**
 * That the target was not the same throughout a stage: it restarted or was scaled, and nobody had done that to it. A
 * command that was run shortly before is told as an event by itself. Pure.
 */
export function targetChanges(
  events: readonly EventResult[],
  stages: readonly Pick<StageResult, 'name' | 'from' | 'to'>[],
): Caveat[] {
  const own = ofThemselves(events).filter(({ noticed }) => noticed === true);
  const at = ({ second, text }: EventResult) => `${text} (at ${formatSpan(second)})`;
  const places = stages.length > 0 ? stages : [{ name: '', from: 0, to: Number.POSITIVE_INFINITY }];
  return places.flatMap(({ name, from, to }) => {
    const seen = own.filter(({ second }) => second >= from && second < to);
    if (seen.length === 0) return [];
    const where = name === '' ? 'the run' : `the stage ${name}`;
    const text = `the target was not the same throughout ${where}: ${seen.map(at).join('; ')}`;
    return [{ code: 'target-changed', ...(name === '' ? {} : { subject: name }), text } as const];
  });
}
