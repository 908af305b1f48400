import type { Timeline } from '../../metrics/timeline/timeline.ts';
import { Measurement } from '../../plan/measurement.ts';
import type { Stage } from '../../plan/plan.ts';
import { planUntil } from '../../plan/stages.ts';
import type { RunRecord } from '../../result/record.ts';
import { judgeObjectives } from '../../slo/judge.ts';
import { lineOf } from '../../slo/line.ts';
import { isSettled, type StageLook } from '../../slo/settling/settled.ts';
import { errorOfLook } from '../../stats/alpha-spending.ts';
import { judgeValidity } from '../../validity/judge.ts';
import { underDisturbance } from '../disturbed.ts';
import { REQUESTS } from '../layout.ts';
import { ownLines } from '../lines/own-lines.ts';

/** The chance that a verdict is settled otherwise than it would be at the planned end, over all looks and objectives. */
const ERROR = 0.01;
/** Looks in a planned judged part, and how much of it the first one needs: in less nobody sees what comes now and then. */
const LOOKS = 20;
const FIRST_LOOK = 0.2;
/** The last seconds must have seen so large a part of the usual answers. */
const RECENT = 10;
const LEAST_ANSWERED = 0.5;

/**
 * Says, asked while a run goes on, that its only stage may end since the verdict of each of its objectives is settled;
 * undefined as long as it should go on. Nothing is settled while the generator, the machine or the target gives a reason
 * for doubt: what would make the run inconclusive, what no service may do, and answers that stay away.
 */
export function untilSure({ plan, objectives, provenance }: RunRecord, timeline: Timeline): () => boolean {
  const stage = plan.stages.find(({ counts }) => counts);
  let spent = 0;
  return () => {
    if (!stage || objectives.length === 0) return false;
    // Of the last second more may come.
    const at = timeline.lastSecond - timeline.offset;
    const from = timeline.judgedFrom(stage.name);
    const information = (at - from) / (stage.to - from);
    if (information < FIRST_LOOK || information >= 1) return false;
    if (Math.floor(information * LOOKS) <= Math.floor(spent * LOOKS)) return false;
    const error = errorOfLook(ERROR / objectives.length, spent, information);
    spent = information;
    const { hostsTarget } = provenance.machine;
    const soFar = planUntil(plan, timeline.lastSecond + 1 - timeline.offset);
    const measurement = new Measurement({ plan: soFar, asked: objectives, hostsTarget }, timeline);
    return isSure(measurement, stage, at, { error, end: stage.to, toCome: 1 - information });
  };
}

type Known = Pick<StageLook, 'error' | 'end' | 'toCome'>;

function isSure(measurement: Measurement, stage: Stage, at: number, known: Known): boolean {
  const { timeline, asked } = measurement;
  const { bin } = timeline.layout;
  const range = [Math.ceil(timeline.judgedFrom(stage.name) / bin), Math.floor(at / bin)] as const;
  if (isSilenced(timeline, range)) return false;
  const look = { ...known, range, pending: pendingIn(timeline) };
  if (!asked.every((objective) => isSettled(lineOf(objective, timeline), measurement, look))) return false;
  const lines = judgeObjectives(measurement);
  return (
    lines.every(({ zone, marginal }) => zone !== 'no-data' && !marginal) &&
    judgeValidity(measurement).length === 0 &&
    ownLines(measurement).length === 0 &&
    underDisturbance(lines, measurement).reasons.length === 0
  );
}

/** Whether the answers of the last seconds stayed away: what they would have been nobody knows. */
function isSilenced(timeline: Timeline, [first, next]: readonly [number, number]): boolean {
  const windows = timeline.windows(REQUESTS);
  const rate = (from: number) =>
    windows.slice(from, next).reduce((sum, cell) => sum + (cell?.sum ?? 0), 0) / (next - from);
  const recent = Math.max(first, next - Math.max(1, Math.round(RECENT / timeline.layout.bin)));
  return next <= first || rate(recent) < LEAST_ANSWERED * rate(first);
}

/** Requests in flight, the mean of the last window, by the engine's ledger; 0 under a k6 that keeps none. */
function pendingIn(timeline: Timeline): number {
  const { inFlightSum = 0, inFlightSeconds = 0 } = timeline.generatorWindows().at(-1) ?? {};
  return inFlightSeconds > 0 ? inFlightSum / inFlightSeconds : 0;
}
