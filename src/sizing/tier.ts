import type { PlannedTier } from '../result/capacity-plan.ts';
import { formatNumber, formatRate } from '../units/format.ts';
import { sizingFor } from './deployment/deployment.ts';
import { withSpare } from './deployment/replicas.ts';
import { isProjected } from './measured/measured-unit.ts';
import type { Sized } from './sized.ts';
import { resourceChecks } from './verdict/checks.ts';
import { sizedVerdict } from './verdict/tier-verdict.ts';

/** A tier planned: what it states judged, and what it needs. */
export function planTier(sized: Sized): PlannedTier {
  const { id, tier, unit, stated } = sized;
  const minimum = sizingFor(sized, 'minimum').sizing;
  const { sizing: recommended, pooled } = sizingFor(sized, 'recommended');
  const at = { at: `${id}_one_line`, where: `at ${tier.name} on one line`, projected: false };
  const checks = resourceChecks(sized);
  return {
    name: tier.name,
    ...sizedVerdict(sized, checks),
    run: unit?.evidence.run ?? null,
    rate: `${id}_rate`,
    peak: `${id}_peak`,
    stated,
    minimum,
    recommended,
    pooled: pooled && withSpare(sized.ledger, at, pooled),
    checks,
    confirm: confirmations(sized, recommended.replicas),
  };
}

/** What to measure before anybody relies on what is projected. */
function confirmations({ ledger, id, tier, unit, own, stated }: Sized, replicas: string | null): string[] {
  const command = `loadkit capacity --tier ${tier.name}`;
  if (unit === null) return [command];
  const beyond = isProjected(ledger, unit, `${id}_planned`);
  if (own && !beyond) return [];
  const count = ledger.value(replicas);
  const measured = `${formatRate(ledger.value(`${unit.at}_promised`))}`;
  const why = beyond ? `more than twice the ${measured} that were measured` : 'nothing was measured at this tier';
  const first = count === null ? command : `deploy ${formatNumber(count, 9)} replicas and run: ${command}`;
  const missing =
    stated.pool === null && ledger.value('database_time') === null
      ? ['the time a request holds a connection (plan.database.time), which gives the pool']
      : [];
  return [`${why}: ${first}`, ...missing];
}
