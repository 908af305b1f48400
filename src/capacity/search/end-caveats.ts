import type { EstimateCaveat } from '../../result/estimates.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';
import type { SearchEnding } from './outcome.ts';
import type { SearchSettings } from './settings.ts';

type CaveatSettings = Pick<SearchSettings, 'objectives' | 'precision' | 'maxRate'>;

/** How a search ended, as far as that speaks against its numbers. */
export function endCaveats(
  { reason, secondsNeeded, objective, change }: SearchEnding,
  settings: CaveatSettings,
): EstimateCaveat[] {
  const named = settings.objectives[objective ?? 0]!.name;
  switch (reason) {
    case 'precise':
    case 'unstable':
      return [];
    case 'budget': {
      const wanted = `not resolved to ${formatNumber(settings.precision * 100)} % within the budget`;
      const needed = secondsNeeded === null ? '' : `: about ${formatSpan(secondsNeeded)} of load would be needed`;
      return [{ code: 'not-resolved', text: `${wanted}${needed}` }];
    }
    case 'stopped':
      return [{ code: 'stopped', text: 'stopped before it was resolved' }];
    case 'generator':
      return [
        {
          code: 'generator-limit',
          text: 'at least this much: the generator could not keep to a higher rate, so that it is the limit',
        },
      ];
    case 'ceiling':
      return [
        {
          code: 'no-break',
          text: `no objective broke up to the highest rate allowed, ${formatNumber(settings.maxRate)} requests/s`,
        },
      ];
    case 'alone':
      return [{ code: 'no-rate', text: `no rate meets ${named}: requests that find the service idle miss it already` }];
    case 'drifting':
      return [
        change?.kind === 'faster'
          ? {
              code: 'got-faster',
              text: 'the target got faster while it was measured (it warmed up, or scaled): no number holds for more than a moment',
            }
          : {
              code: 'drifted',
              text: 'the capacity changed while it was measured: no number holds for more than a moment',
            },
      ];
    case 'collapsing':
      return [
        {
          code: 'collapsed',
          text: 'the service collapsed three times near its estimated capacity, and came back only under next to no load',
        },
      ];
    case 'invalid':
      return [
        {
          code: 'no-valid-probe',
          text: 'the generator could not keep to the rate: no valid batch in three tries',
        },
      ];
  }
}

/** What changed in the target before what counts. */
export function changeCaveats({ reason, change }: SearchEnding): EstimateCaveat[] {
  if (!change || reason === 'drifting') return [];
  const { kind, at, times } = change;
  const left = `what came before ${formatSpan(at)} is left out`;
  const often = times > 1 ? `, the last of ${formatNumber(times)} changes` : '';
  const changed = (text: string): EstimateCaveat[] => [{ code: 'changed', text }];
  switch (kind) {
    case 'faster':
      return changed(
        `${left}: the target was slower then${often}. If it scaled, this holds for the replicas that it has had since`,
      );
    case 'slower':
      return changed(
        `${left}: the target was faster then${often}. Look for what it lost: replicas, caches, the CPU to other work`,
      );
    case 'unlike':
      return changed(`${left}: it disagreed with what came after${often}`);
  }
}

/** What the hold at the lower bound speaks against it. */
export function confirmationCaveats({ confirmation }: Pick<SearchEnding, 'confirmation'>): EstimateCaveat[] {
  const { held, failures } = confirmation;
  const unstable = (text: string): EstimateCaveat[] => [{ code: 'unstable', text: `unstable: ${text}` }];
  if (held === false) return unstable(`the lower bound failed its confirmation ${failures} times`);
  return failures > 0
    ? unstable(`the lower bound held only after ${failures} step${failures > 1 ? 's' : ''} down`)
    : [];
}
