import type { PlannedTier } from '../../result/capacity-plan.ts';
import { formatNumber, formatRate, formatRatio } from '../../units/format.ts';
import { isProjected } from '../measured/measured-unit.ts';
import { CONNECTIONS, OPENED } from '../pools/checks.ts';
import type { Sized } from '../sized.ts';
import { PROCESSES } from './checks.ts';
import { smallerThanMeasured } from './smaller.ts';

type Verdict = Pick<PlannedTier, 'carries' | 'basis' | 'says' | 'carried' | 'headroom' | 'afterFailures'>;

/**
 * Whether the deployment that a tier states carries its peak, as far as was shown: the lower end of a measurement at
 * this tier; else as many replicas as it states times one measured elsewhere, if its own are not smaller. What larger
 * replicas would carry beyond that was not measured and does not count. Beyond twice the measured load nothing is
 * promised. What was measured not to be carried is `no`, however far below the peak.
 */
export function sizedVerdict(sized: Sized, checks: PlannedTier['checks']): Verdict {
  const { ledger, id, tier, unit, own, stated, broke } = sized;
  const silent = { carried: null, headroom: null, afterFailures: null };
  const peak = rate(ledger.value(`${id}_peak`));
  if (broke !== null && ledger.value(`${id}_peak`)! >= broke.rate) {
    const from = broke.rate > 0 ? `at ${rate(broke.rate)}` : 'at any load';
    const says = `measured not to meet the objectives ${from}, and the peak is ${peak} (run ${broke.run})`;
    return { carries: 'no', basis: 'measured', ...silent, says };
  }
  if (unit === null)
    return {
      carries: 'unclear',
      basis: 'none',
      ...silent,
      says: `nothing was measured; run: loadkit capacity --tier ${tier.name}`,
    };
  if (!own && stated.replicas === null)
    return {
      carries: 'unclear',
      basis: 'projected',
      ...silent,
      says: `${tier.name} states no replicas: what it needs is projected`,
    };
  const smaller = own ? null : smallerThanMeasured(sized);
  if (smaller !== null)
    return {
      carries: 'unclear',
      basis: 'none',
      ...silent,
      says: `${smaller}; run: loadkit capacity --tier ${tier.name}`,
    };
  const figures = carriedBy(sized);
  const [carried, spare] = [ledger.value(figures.carried)!, ledger.value(figures.headroom)!];
  const asked = ledger.value('headroom')!;
  const shown = `${rate(carried)} against a peak of ${peak}`;
  const last = figures.afterFailures === null ? '' : afterLoss(sized, figures.afterFailures);
  if (own && spare < 0) return short(sized, figures, shown);
  if (isProjected(ledger, unit, `${id}_peak`))
    return {
      carries: 'unclear',
      basis: 'projected',
      ...figures,
      says: `projected ${shown}: more than twice of what was measured`,
    };
  const basis = own ? 'measured' : 'replicated';
  const open = (says: string): Verdict => ({ carries: 'unclear', basis, ...figures, says });
  if (spare < 0) return open(`${shown}, did its replicas carry no more than those measured`);
  const { unmet } = unit.evidence;
  if (unmet.length > 0) return open(`${shown}, but not shown to meet what is required as well: ${unmet.join(', ')}`);
  const unfit = checks.find(({ fits, resource }) => fits === false && resource !== PROCESSES);
  const beyond = unfit && unfit.resource !== OPENED && exceedsAll(sized, unfit);
  if (unfit && !own) return open(`its replicas carry ${shown}, but not its ${unfit.resource}: ${unfit.says}`);
  if (unfit && beyond)
    return open(`measured ${shown}, which what is stated of its ${unfit.resource} contradicts: ${unfit.says}`);
  if (unfit) {
    const but = unfit.resource === OPENED ? unfit.says : `of its ${unfit.resource} ${unfit.says}`;
    return { carries: 'tight', basis, ...figures, says: `${shown}, but ${but}` };
  }
  const carries = spare < asked ? 'tight' : 'yes';
  const room =
    spare < asked
      ? `${formatRatio(spare)} of headroom, ${formatRatio(asked)} were asked for`
      : `${formatRatio(spare)} of headroom`;
  return { carries, basis, ...figures, says: `${shown}: ${room}${last}` };
}

/** Whether more would be in use than there is: of a pool more than it may open. */
function exceedsAll({ ledger, stated }: Sized, { resource, needed, use }: PlannedTier['checks'][number]): boolean {
  const opened = resource === CONNECTIONS ? ledger.value(stated.connections) : null;
  return opened === null ? (ledger.value(use) ?? 0) > 1 : (ledger.value(needed) ?? 0) > opened;
}

/** What was measured at the tier itself, and less than its peak. */
function short({ unit, ledger, id }: Sized, figures: Figures, shown: string): Verdict {
  const { kind, upper } = unit!.evidence;
  const [basis, peak] = ['measured' as const, ledger.value(`${id}_peak`)!];
  const no = (why: string): Verdict => ({ carries: 'no', basis, ...figures, says: `${shown}: ${why}` });
  if (kind === 'capacity' && upper !== null)
    return no(peak > upper ? `measured not to hold above ${rate(upper)}` : 'what is promised is the lower end');
  if (upper !== null && peak >= upper) return no(`measured not to hold at ${rate(upper)}`);
  const untried =
    upper === null ? 'nothing was measured above' : `nothing was measured between that and ${rate(upper)}`;
  return { carries: 'unclear', basis, ...figures, says: `${shown}: ${untried}` };
}

type Figures = { readonly carried: string; readonly headroom: string; readonly afterFailures: string | null };

function carriedBy({ ledger, id, tier, unit, own, stated }: Sized): Figures {
  const at = unit!.at;
  const projected = !own && isProjected(ledger, unit!, `${id}_peak`);
  const words = { says: `what the stated deployment of ${tier.name} carries`, unit: 'requests/s', projected };
  const replicas = own ? `${at}_replicas` : stated.replicas!;
  const carried = own
    ? ledger.computed(`${id}_carried`, words, `${at}_promised`, (n) => n[`${at}_promised`]!)
    : ledger.computed(
        `${id}_carried`,
        words,
        `${replicas} * ${at}_replica_capacity`,
        (n) => n[replicas]! * n[`${at}_replica_capacity`]!,
      );
  const headroom = ledger.computed(
    `${id}_spare`,
    { says: `headroom of the stated deployment of ${tier.name}`, unit: 'ratio', projected },
    `${carried} / ${id}_peak - 1`,
    (n) => n[carried]! / n[`${id}_peak`]! - 1,
  );
  const afterFailures = ledger.computed(
    `${id}_after_failures`,
    { says: `what the stated deployment of ${tier.name} carries after the failures`, unit: 'requests/s', projected },
    `${carried} * max(0, ${replicas} - failures) / ${replicas}`,
    (n) => (n[carried]! * Math.max(0, n[replicas]! - n['failures']!)) / n[replicas]!,
  );
  return { carried, headroom, afterFailures };
}

function afterLoss({ ledger, id }: Sized, afterFailures: string): string {
  const [left, peak, failures] = [ledger.value(afterFailures), ledger.value(`${id}_peak`), ledger.value('failures')];
  if (left === null || peak === null || failures === 0 || left >= peak) return '';
  const lost = `${formatNumber(failures)} replica${failures === 1 ? '' : 's'}`;
  return left === 0 ? `; with ${lost} lost nothing is left` : `; with ${lost} lost only ${rate(left)} are left`;
}

function rate(value: number | null): string {
  return formatRate(value);
}
