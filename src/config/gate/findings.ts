import { UserError } from '../../errors.ts';
import { type Finding, fault, type Path } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import { parseObjectiveFlag } from '../../objectives/written/flag.ts';
import { canonicalName } from '../profile/name.ts';
import { parseSets } from '../profile/set-flag.ts';
import type { GateFile } from './gate-file.ts';

/** What is wrong with a gate although each of its fields is well-formed; `tiers`: the names of the project's. */
export function gateFindings({ runs }: GateFile, tiers: readonly string[]): Finding[] {
  const seen = new Map<string, string>();
  return runs.flatMap(({ scenario, tiers: wanted = [], objectives = [], set = [] }, index) => {
    const path: Path = ['runs', index];
    return [
      ...(wanted.length > 0 ? wanted : ['']).flatMap((tier, at): Finding[] => {
        const place = wanted.length > 0 ? [...path, 'tiers', at] : path;
        const known = tier === '' || tiers.includes(tier);
        if (!known)
          return [fault(place, `there is no tier ${JSON.stringify(tier)}`, { next: didYouMean(tier, tiers) })];
        const key = JSON.stringify([canonicalName(scenario), tier]);
        const other = seen.get(key);
        seen.set(key, `runs[${index}]`);
        if (other === undefined) return [];
        return [
          fault(place, `${scenario}${tier === '' ? '' : ` at ${tier}`} stands in ${other} as well`, {
            why: 'runs are told apart by scenario and tier, and a baseline is kept of each',
            next: 'keep one of the two, or copy the scenario under another name',
          }),
        ];
      }),
      ...objectives.flatMap((text, at) => refusal(() => parseObjectiveFlag(text), [...path, 'objectives', at])),
      ...refusal(() => parseSets(set), [...path, 'set']),
    ];
  });
}

/** What a reader of flags refuses, with its place in the file. */
function refusal(read: () => unknown, path: Path): Finding[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ what, why, next }) => fault(path, what, { why, next }));
  }
}
