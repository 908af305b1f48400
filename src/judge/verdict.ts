import type { ObjectiveResult } from '../objectives/result.ts';
import { worst } from '../objectives/zone.ts';
import type { Totals, Validity } from '../result/result.ts';
import type { Verdict } from '../result/vocabulary.ts';

/** Everything that a verdict rests on. */
export interface Grounds {
  readonly validity: Validity;
  readonly objectives: readonly ObjectiveResult[];
  readonly measured: boolean;
  readonly totals: Pick<Totals, 'requests' | 'answered'>;
}

/** Says what the verdict is, or that this is not for it to say. */
type Rule = (grounds: Grounds) => Verdict | undefined;

/** What comes before pass or fail, the weightiest first. Each rule says at most one thing. */
const BEFORE: readonly Rule[] = [endedEarly, nothingMeasured, notBelieved, nothingAnswered];

/**
 * The verdict of a run: what stands before pass or fail, else what its objectives come to. Headline, reports, JUnit and
 * exit code follow from it and from what it rests on. Pure.
 */
export function verdictOf(
  grounds: Grounds,
  byObjectives: (lines: readonly ObjectiveResult[]) => Verdict = worstZone,
): Verdict {
  for (const rule of BEFORE) {
    const verdict = rule(grounds);
    if (verdict !== undefined) return verdict;
  }
  return byObjectives(grounds.objectives);
}

function endedEarly({ validity }: Grounds): Verdict | undefined {
  return validity.reasons.some(({ code }) => code === 'ended-early') ? 'inconclusive' : undefined;
}

/** What was found broken all the same (every iteration threw, the script failed its test) is no lack of data. */
function nothingMeasured({ measured, objectives }: Grounds): Verdict | undefined {
  return measured || objectives.some(({ counts, zone }) => counts && zone === 'critical') ? undefined : 'no-data';
}

function notBelieved({ validity }: Grounds): Verdict | undefined {
  return validity.status === 'inconclusive' ? 'inconclusive' : undefined;
}

/** Nobody was there: objectives about something else than answers say nothing of the service. */
function nothingAnswered({ totals }: Grounds): Verdict | undefined {
  return totals.requests > 0 && totals.answered === 0 ? 'no-data' : undefined;
}

function worstZone(objectives: readonly ObjectiveResult[]): Verdict {
  return worst(objectives.filter((o) => o.counts && (o.required || o.zone !== 'no-data')).map((o) => o.zone));
}
