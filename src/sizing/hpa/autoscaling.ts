import type { HpaSection } from '../../config/hpa.ts';
import type { CapacityPlan, PlannedTier } from '../../result/capacity-plan.ts';
import { poolsOfAutoscaler } from '../pools/advice.ts';
import type { Sized } from '../sized.ts';
import { smallerThanMeasured } from '../verdict/smaller.ts';
import { hpaAdvice } from './advice.ts';
import { known } from './sheet.ts';

/**
 * How an autoscaler would serve the load of a tier: its figures are entered, its sentences and its manifest returned.
 */
export function autoscalingOf(
  sized: Sized,
  { recommended, checks }: PlannedTier,
  rules: HpaSection,
): NonNullable<CapacityPlan['hpa']> {
  const { ledger, id, tier, unit, own, stated } = sized;
  const smaller = unit === null || own ? null : smallerThanMeasured(sized);
  const ofUnit = (what: string) => unit && known(ledger, `${unit.at}_${what}`);
  const advice = hpaAdvice({
    rules,
    request: known(ledger, stated.cpu),
    cpuPerRequest: known(ledger, 'cpu_time'),
    cores: known(ledger, stated.cpu),
    measuredCores: ofUnit('replica_cpu'),
    memory: {
      pod: known(ledger, stated.memory),
      base: known(ledger, 'memory_base'),
      perRequest: known(ledger, 'memory_per_request'),
      response: ofUnit('response'),
      ceiling: known(ledger, 'memory_utilization'),
    },
    capacity: smaller === null ? ofUnit('replica_capacity') : null,
    peak: known(ledger, `${id}_peak`),
    replicas: smaller === null ? known(ledger, recommended.replicas) : null,
    prefix: `${id}_`,
  });
  for (const figure of advice.figures) ledger.add(figure);
  const pools = poolsOfAutoscaler(sized, `${id}_hpa_max`);
  return {
    tier: tier.name,
    says: [...advice.sentences, ...pools.says],
    caveats: [
      ...(smaller === null
        ? []
        : [`${smaller}, and what they carry is not known: loadkit capacity --tier ${tier.name}`]),
      ...unseen(checks),
      ...pools.caveats,
      ...advice.caveats,
    ],
    figures: [...advice.figures.map((figure) => figure.id), ...pools.figures],
    manifest: advice.manifest,
  };
}

/** What the autoscaler has no metric of, and does not suffice at the peak. */
const UNSEEN: readonly string[] = ['database connections', 'network'];

function unseen(checks: PlannedTier['checks']): string[] {
  return checks
    .filter(({ resource, fits }) => fits === false && UNSEEN.includes(resource))
    .map(
      ({ resource, says }) =>
        `not enough ${resource} as stated (${says}): a CPU does not show that, and the autoscaler adds nothing for it`,
    );
}
