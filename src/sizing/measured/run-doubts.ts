import { formatRate } from '../../units/format.ts';
import type { Evidence } from './evidence.ts';

/**
 * What makes one doubt that the runs tell of the deployment that is planned: another target, or another run that
 * carried more.
 */
export function doubtsOfRuns(
  usable: readonly Evidence[],
  chosen: readonly Evidence[],
  target: string | null,
): readonly string[] {
  return [...chosen.flatMap((run) => elsewhere(run, target)), ...chosen.flatMap((run) => outdone(run, usable))];
}

function elsewhere({ run, target: measured }: Evidence, target: string | null): string[] {
  const [was, is] = [originOf(measured), originOf(target)];
  if (was === undefined || is === undefined || was === is) return [];
  return [`run ${run} measured ${was}, and the target is ${is}: it is taken that both carry the same`];
}

function originOf(url: string | null): string | undefined {
  return url !== null && URL.canParse(url) ? new URL(url).origin : undefined;
}

/** Runs of one tier of which one held what the other found not to be carried: something has changed between them. */
function outdone(chosen: Evidence, usable: readonly Evidence[]): string[] {
  const { tier, upper, run } = chosen;
  return usable
    .filter((other) => other !== chosen && other.tier === tier && upper !== null && other.lower > upper)
    .map(
      (other) =>
        `run ${other.run} held ${formatRate(other.lower)}, and run ${run}, on which this rests, found no more than ${formatRate(upper)} to be carried: something changed between them; search again`,
    );
}
