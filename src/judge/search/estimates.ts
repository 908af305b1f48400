import type { Estimate, EstimateCaveat } from '../../result/estimates.ts';
import { formatNumber } from '../../units/format.ts';

type Numbers = Pick<Estimate, 'value' | 'lower' | 'upper'> & Partial<Pick<Estimate, 'confidence'>>;

/** The estimate with what it is in iterations, `requests` of them each. */
export function inIterations(estimate: Estimate, requests: number): Estimate {
  const known = estimate.value ?? estimate.lower;
  if (requests === 1 || known === null) return estimate;
  const iterations = formatNumber(known / requests);
  return { ...estimate, basis: `${estimate.basis}; ${iterations} iterations/s of ${formatNumber(requests)} requests` };
}

/** The load with the highest throughput over response time; `how` it was found. */
export function kneeEstimate(numbers: Numbers, how: string, caveats: readonly EstimateCaveat[]): Estimate {
  return {
    confidence: null,
    ...numbers,
    unit: 'requests/s',
    basis: `where throughput over response time is highest (Kleinrock)${how}`,
    caveats: [...caveats],
  };
}

/**
 * Between the highest rate that got done and the lowest at which requests piled up; `between` them the value, by what.
 */
export function breakingPointEstimate(
  numbers: Numbers & { readonly lower: number },
  between: string,
  caveats: readonly EstimateCaveat[] = [],
): Estimate {
  const { lower, upper } = numbers;
  return {
    confidence: null,
    ...numbers,
    unit: 'requests/s',
    basis: `the highest rate that got done, the lowest at which requests piled up${between && `; between them ${between}`}`,
    caveats: [
      ...(upper === null
        ? [{ code: 'nothing-piled-up' as const, text: `nothing piled up up to ${formatNumber(lower)} requests/s` }]
        : []),
      ...caveats,
    ],
  };
}

/** Seconds until requests in flight were few again after an overload. */
export function recoveryTimeEstimate(numbers: Numbers, basis: string, caveat: string): Estimate {
  return { confidence: null, ...numbers, unit: 'seconds', basis, caveats: [{ code: 'resolution', text: caveat }] };
}

/** What is in flight at the sustainable load, by Little's law. */
export function concurrencyEstimate(numbers: Numbers, requestsPerIteration: number, how: string): Estimate {
  return {
    confidence: null,
    ...numbers,
    unit: requestsPerIteration === 1 ? 'requests' : 'iterations',
    basis: `mean in flight at the sustainable load, by Little’s law${how}`,
    caveats: [],
  };
}
