import { findingId } from '../objectives/finding-id.ts';
import type { StabilityFigure, StabilityFinding } from '../result/stability.ts';

type Said = Pick<StabilityFinding, 'judge' | 'verdict' | 'text'> &
  Partial<Omit<StabilityFinding, 'id' | 'about'>> & { readonly about?: Partial<StabilityFinding['about']> };

/** A finding with its id. What is not said: about the load itself, no numbers, no reasons. */
export function stabilityFinding({ judge, verdict, text, about, ...more }: Said): StabilityFinding {
  const { source = null, series = 'load', labels = {} } = about ?? {};
  const values = Object.keys(labels)
    .sort()
    .map((label) => labels[label]);
  return {
    id: findingId('stability', judge, source, series, ...values),
    judge,
    about: { source, series, labels },
    verdict,
    estimate: null,
    minimumDetectable: null,
    figures: [],
    text,
    reasons: [],
    ...more,
  };
}

/** A number without an interval, unless its ends are given. */
export function stabilityFigure(
  name: string,
  unit: StabilityFigure['unit'],
  value: number | null,
  [lower, upper]: readonly [number | null, number | null] = [null, null],
): StabilityFigure {
  return { name, value, lower, upper, unit };
}
