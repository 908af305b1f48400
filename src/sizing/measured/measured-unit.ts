import type { Tier } from '../../config/tier.ts';
import { serviceTime } from '../deployment/queue-model.ts';
import { figureId, type Ledger, type Words } from '../ledger.ts';
import type { Evidence } from './evidence.ts';

/** Beyond this multiple of the load that was shown to be carried, everything is projected. */
const TRUSTED = 2;

/** A deployment as it was measured, as figures: what is replicated. `at` begins their ids. */
export interface MeasuredUnit {
  readonly at: string;
  readonly evidence: Evidence;
}

/** What stands beside a run: the tier that it ran at, as the project states it now, and `measuredReplicas`. */
export interface Deployment {
  readonly tier: Pick<Tier, 'name' | 'api'> | undefined;
  readonly replicas: number | undefined;
}

/**
 * Enters what a run measured: what the deployment carries, what one replica of it carries, and the model's service
 * time.
 */
export function enterUnit(ledger: Ledger, evidence: Evidence, { tier, replicas }: Deployment): MeasuredUnit {
  const name = evidence.tier ?? 'the measured deployment';
  const at = `at_${figureId(evidence.tier ?? 'deployment')}`;
  const { lower, value, upper, promised, response } = evidence;
  ledger.input(
    `${at}_promised`,
    'measured',
    { value: lower },
    { says: `what ${name} was shown to carry`, unit: 'requests/s', note: `run ${evidence.run}, the lower end` },
  );
  if (value !== null)
    ledger.input(
      `${at}_capacity`,
      'measured',
      { value, lower, upper },
      { says: `what ${name} carries, estimated`, unit: 'requests/s' },
    );
  enterReplicas(ledger, at, name, tier?.api?.replicas, replicas);
  const cores = { says: `cores of a replica at ${name}`, unit: 'cores' };
  stated(ledger, `${at}_replica_cpu`, tier?.api?.cpu, cores, tier, 'api.cpu');
  const memory = { says: `memory of a replica at ${name}`, unit: 'bytes' };
  stated(ledger, `${at}_replica_memory`, tier?.api?.memory, memory, tier, 'api.memory');
  ledger.computed(
    `${at}_replica_capacity`,
    { says: `what one replica carries at ${name}`, unit: 'requests/s' },
    `${at}_promised / ${at}_replicas`,
    (n) => n[`${at}_promised`]! / n[`${at}_replicas`]!,
  );
  const note = promised
    ? `objective “${promised.name}”`
    : 'no percentile of a latency was judged: add one to the objectives';
  ledger.input(
    `${at}_quantile`,
    'stated',
    { value: promised?.quantile ?? null },
    { says: 'share of requests within the limit', unit: 'ratio', note },
  );
  ledger.input(
    `${at}_limit`,
    'stated',
    { value: promised?.limit ?? null },
    { says: 'latency limit', unit: 'seconds', note },
  );
  ledger.computed(
    `${at}_service_time`,
    { says: `service time of a replica at ${name}, by the model`, unit: 'seconds' },
    `service_time(${at}_promised, ${at}_replicas, ${at}_quantile, ${at}_limit)`,
    (n) =>
      serviceTime(n[`${at}_promised`]!, n[`${at}_replicas`]!, {
        quantile: n[`${at}_quantile`]!,
        limit: n[`${at}_limit`]!,
      }),
  );
  const words = { says: `mean time of a request at ${name}`, unit: 'seconds' };
  if (response !== null) ledger.input(`${at}_response`, 'measured', { value: response }, words);
  else if (promised)
    ledger.input(
      `${at}_response`,
      'assumed',
      { value: promised.limit },
      { ...words, note: 'not known: the limit is taken, which is more' },
    );
  else ledger.input(`${at}_response`, 'measured', { value: null }, { ...words, note: 'not measured' });
  ledger.input(
    `${at}_bytes`,
    'measured',
    { value: evidence.bytesPerRequest },
    { says: 'bytes of a request and its answer', unit: 'bytes' },
  );
  return { at, evidence };
}

/** What a tier states, or where to state it. */
function stated(
  ledger: Ledger,
  id: string,
  value: number | undefined,
  words: Words,
  tier: Deployment['tier'],
  key: string,
): void {
  const place = tier ? `state it: ${key} of the tier ${tier.name}` : `run with --tier, which states ${key}`;
  ledger.input(id, 'stated', { value: value ?? null }, { ...words, note: value === undefined ? place : null });
}

function enterReplicas(
  ledger: Ledger,
  at: string,
  name: string,
  ofTier: number | undefined,
  said: number | undefined,
): void {
  const words = { says: `replicas of ${name} when it was measured`, unit: 'replicas' };
  if (said !== undefined || ofTier !== undefined)
    ledger.input(`${at}_replicas`, 'stated', { value: said ?? ofTier! }, words);
  else
    ledger.input(
      `${at}_replicas`,
      'assumed',
      { value: 1 },
      {
        ...words,
        note: 'not stated, so that the whole deployment is the unit: plan.measuredReplicas (--measured-replicas)',
      },
    );
}

/** Whether a load is beyond what may be replicated. */
export function isProjected(ledger: Ledger, { at }: MeasuredUnit, load: string): boolean {
  const [rate, promised] = [ledger.value(load), ledger.value(`${at}_promised`)];
  return rate !== null && promised !== null && rate > TRUSTED * promised;
}
