import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { ROOT } from './command.ts';

/** A plan as a reader looks at it. */
interface Seen {
  readonly plan: CapacityPlan;
  /** The number of a figure. */
  value(id: string | null | undefined): number | null;
  tier(name: string): CapacityPlan['tiers'][number];
  /** The demand of a quantity's months, and what is deployed for it. */
  months(quantity: string): (number | null)[];
  deployed(quantity: string): (number | null)[];
  readonly says: string;
  /** The manifest of an autoscaler. */
  readonly spec: Record<string, unknown>;
}

interface Guide {
  readonly folder: string;
  /** Each planning line of the guide, as the README names it, with what it comes to. */
  readonly lines: Readonly<Record<string, (seen: Seen) => void>>;
}

const compound = (now: number, rate: number) =>
  [0, 3, 6, 12].map((month) => expect.closeTo(now * (1 + rate) ** month, 9));

export const GUIDES: readonly Guide[] = [
  {
    folder: '000-thresholds-and-load-tests',
    lines: {
      'Small, Medium, Large: replicas, cores, memory, pool + overflow, workers': ({ tier, value }) => {
        const stated = ['small', 'medium', 'large'].map((name) => {
          const { replicas, cpu, memory, pool, overflow, workers, workerMemory } = tier(name).stated;
          return [replicas, cpu, memory, pool, overflow, workers, workerMemory].map(value);
        });
        expect(stated).toEqual([
          [1, 1, 2e9, 20, 10, 2, 1e9],
          [2, 2, 4e9, 50, 25, 4, 2e9],
          [4, 4, 8e9, 100, 50, 8, 2e9],
        ]);
        expect(tier('small').says).toContain('smaller than those that were measured');
        expect(tier('medium').basis).toBe('measured');
      },
      'API Requests/sec 50, 200, 500, 1000+': ({ plan, value }) =>
        expect(plan.tiers.map(({ peak }) => value(peak))).toEqual([50, 200, 500, 1000]),
      'DB Connections 20, 50, 100, 200+': ({ plan, value }) =>
        expect(plan.tiers.map(({ name }) => value(`${name}_stated_connections`))).toEqual([20, 50, 100, 200]),
      'Enterprise, of which the guide gives no deployment': ({ plan, tier, value }) => {
        const { recommended } = tier('enterprise');
        const each = value('at_medium_replica_capacity')!;
        expect(value(recommended.replicas)).toBeGreaterThanOrEqual(Math.ceil((1300 * 1.1) / each));
        expect(value(recommended.pool)).toBe(200);
        expect(plan.figures.find(({ id }) => id === recommended.replicas)!.basis).toBe('projected');
        expect(tier('enterprise').confirm.join()).toContain('loadkit capacity --tier enterprise');
      },
      'DB connections < 80% pool': ({ value }) => expect(value('pool_utilization')).toBe(0.8),
    },
  },
  {
    folder: '001-service-levels-and-scaling',
    lines: {
      'Current Baseline: 100m CPU, 128Mi, 1Mbps per pod': ({ tier, value }) => {
        const { stated, checks } = tier('current');
        expect([stated.replicas, stated.cpu, stated.memory].map(value)).toEqual([2, 0.1, 128 * 2 ** 20]);
        expect(value(checks.find(({ resource }) => resource === 'network')!.stated)).toBe((2 * 1e6) / 8);
      },
      'Storage: 1Gi for database': ({ plan }) =>
        expect(plan.growth.find(({ quantity }) => quantity === 'data')!.crossing!.says).toBe(
          'it stays below the 1 GiB that current states for it for the 12 months looked at',
        ),
      'Users: 10% monthly growth': ({ months, deployed }) => {
        expect(months('users')).toEqual(compound(10, 0.1));
        expect(deployed('users').every((count) => count !== null && count >= 2)).toBe(true);
      },
      'Requests: 15% monthly growth': ({ plan, months, deployed }) => {
        expect(months('requests')).toEqual(compound(50, 0.15));
        // 267.5/s × 1.3 × 1.1 ÷ (50 ÷ 2) = 15.3, and one to lose.
        expect(deployed('requests').at(-1)).toBe(17);
        expect(plan.growth.find(({ quantity }) => quantity === 'requests')!.crossing!.says).toContain(
          'the 50 requests/s that held (no limit: measure above it first)',
        );
      },
      'Data: 5% monthly growth': ({ months }) => expect(months('data')).toEqual(compound(0.5, 0.05)),
      'Horizontal Pod Autoscaler: scale up, scale down, min and max replicas': ({ spec, says }) => {
        expect(spec).toMatchObject({ minReplicas: 2, maxReplicas: 20 });
        expect(spec).toMatchObject({
          metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
          behavior: { scaleUp: { stabilizationWindowSeconds: 120 }, scaleDown: { stabilizationWindowSeconds: 300 } },
        });
        expect(says).toContain('It adds replicas above 77 % of the CPU request');
        expect(says).toContain('it removes replicas below 63 %, not 30 %');
      },
      'Cluster Autoscaler: min and max nodes, scale up and down': ({ says }) =>
        expect(says).toContain(
          '--nodes=2:10:<node group> --scale-down-utilization-threshold=0.2 --scale-down-unneeded-time=10m',
        ),
    },
  },
  {
    folder: '002-services-and-growth',
    lines: {
      cpu_needed: ({ value }) => expect(value('current_recommended_cores_needed')).toBeCloseTo((71.5 * 0.01) / 0.7, 9),
      memory_needed: ({ value }) =>
        expect(value('current_recommended_memory_needed')).toBeCloseTo(
          (value('current_recommended_memory_needed_in_flight')! / value('current_recommended_carrying')!) * 2e6 +
            200e6,
          3,
        ),
      gpus_needed: ({ tier, value }) => {
        const { gpus, replicas } = tier('current').recommended;
        expect(value(gpus)).toBe(2 * value(replicas)!);
      },
      'Requests/day 100K, 250K, 500K, 1M': ({ plan, months, value }) => {
        expect(months('requests/day')).toEqual([100e3, 250e3, 500e3, 1e6]);
        const rates = plan.growth.find(({ unit, quantity }) => unit === 'requests/s' && quantity === 'requests/day')!;
        expect(value(rates.rows.at(-1)!.rate)).toBeCloseTo(3e6 / 86_400, 9);
        expect(value(rates.rows.at(-1)!.replicas)).toBe(2);
      },
      'Models deployed 10, 25, 50, 100': ({ months }) => expect(months('models deployed')).toEqual([10, 25, 50, 100]),
      'Storage (TB) 5, 12, 25, 50': ({ months }) => expect(months('storage')).toEqual([5, 12, 25, 50]),
      'GPU hours/day 100, 250, 500, 1000': ({ months, deployed }) => {
        expect(months('GPU hours/day')).toEqual([100, 250, 500, 1000]);
        expect(deployed('GPU hours/day')).toEqual([6, 15, 30, 60]);
      },
      'Current capacity supports 50 concurrent users': ({ says, value }) => {
        // 55 requests/s, a second of think time for each: 55 (R + 1), R some tens of milliseconds.
        const users = value('at_current_users_least')!;
        expect(users).toBe(Math.floor(55 * (value('at_current_response')! + 1)));
        expect(users).toBeGreaterThanOrEqual(55);
        expect(says).toContain(
          `current supports at least ${users} concurrent users, with a think time of 3 s in an iteration of 3 requests (plan.thinkTime)`,
        );
      },
      'Scale to 3 replicas for 100+ users': ({ says, value }) => {
        const twice = 2 * value('at_current_users_least')!;
        // So many send less than 110/s: 110 × 1.3 × 1.1 ÷ 55 = 2.86 are 3, and one to lose.
        expect(says).toContain(`for ${twice} users deploy 4 replicas (30 % of headroom, 1 to lose, projected)`);
      },
    },
  },
  {
    folder: '003-indicators-and-sizing',
    lines: {
      'Minimum Requirements: 2 cores, 4GB': ({ tier, value }) => {
        const { stated, carries, basis, says } = tier('minimum');
        expect([stated.cpu, stated.memory].map(value)).toEqual([2, 4e9]);
        expect([carries, basis, says.includes('0 % of headroom')]).toEqual(['tight', 'measured', true]);
      },
      'Recommended Requirements: 4 cores, 8GB': ({ tier, value }) => {
        const { stated, carries, basis } = tier('recommended');
        expect([stated.cpu, stated.memory].map(value)).toEqual([4, 8e9]);
        expect([carries, basis]).toEqual(['tight', 'replicated']);
      },
      'Network: 100Mbps, 1Gbps': ({ plan, value }) => {
        const networks = plan.tiers.map(({ checks }) => checks.find(({ resource }) => resource === 'network')!);
        expect(networks.map(({ stated, fits }) => [value(stated), fits])).toEqual([
          [12.5e6, true],
          [125e6, true],
        ]);
      },
      'Disk: 10GB, 50GB': ({ plan, value }) => {
        const disks = plan.tiers.map(({ checks }) => checks.find(({ resource }) => resource === 'disk')!);
        expect(disks.map(({ stated, fits }) => [value(stated), fits])).toEqual([
          [10e9, true],
          [50e9, true],
        ]);
        // What lies in the folder of the example, and its reports.
        for (const { needed } of disks) expect(value(needed)).toBeGreaterThan(10_000);
      },
      'DATABASE_POOL_SIZE 20, DATABASE_MAX_OVERFLOW 10': ({ plan, value }) => {
        for (const { recommended } of plan.tiers) {
          expect([recommended.pool, recommended.overflow].map(value)).toEqual([20, 10]);
        }
      },
      'Horizontal Scaling: --scale web=3': ({ tier, value }) =>
        expect(value(tier('minimum').recommended.replicas)).toBe(3),
      'Vertical Scaling: CPU-, memory-, disk-, network-bound': ({ says }) => {
        expect(says).toContain('of the network is in use, and nothing else was watched');
        for (const unwatched of ['CPU utilisation', 'memory', 'disk utilisation', 'the share of the pool in use'])
          expect(says).toContain(`${unwatched} was not watched: it may give way first`);
      },
    },
  },
  {
    folder: '004-runbook',
    lines: {
      'Scale up when CPU >70% for 5+ minutes': ({ spec, says }) => {
        expect(spec).toMatchObject({ behavior: { scaleUp: { stabilizationWindowSeconds: 300 } } });
        expect(says).toContain('It adds replicas above 77 % of the CPU request');
      },
      'Scale down when CPU <30% for 10+ minutes': ({ spec, says }) => {
        expect(spec).toMatchObject({ behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } });
        expect(says).toContain('it removes replicas below 63 %, not 30 %');
      },
      'Always maintain minimum 3 replicas': ({ spec }) => expect(spec).toMatchObject({ minReplicas: 3 }),
      'Max 20 replicas unless approved': ({ spec }) => expect(spec).toMatchObject({ maxReplicas: 20 }),
    },
  },
];

/**
 * What an example's README says beneath "The planning lines": its two commands, and what its table answers or leaves
 * open.
 */
export interface Planning {
  readonly run: readonly string[];
  readonly plan: readonly string[];
  readonly answered: readonly string[];
  readonly open: readonly string[];
}

export function planningOf(folder: string): Planning {
  const text = readFileSync(join(ROOT, 'docs/examples', folder, 'README.md'), 'utf8');
  const section = text.split('## The planning lines')[1]!;
  const block = /```sh\n(.*?)```/s.exec(section)![1]!;
  const rows = [...section.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].slice(2);
  const isOpen = ([, , answer]: RegExpMatchArray) => answer!.startsWith('not yet');
  const [run, plan, ...more] = block
    .trim()
    .split('\n')
    .map((line) => line.replace(/^loadkit /, '').split(/\s+/));
  if (!run || !plan || more.length > 0) throw new Error(`${folder}: its planning is not one run and one plan`);
  return {
    run,
    plan,
    answered: rows.filter((row) => !isOpen(row)).map(([, line]) => line!),
    open: rows.filter(isOpen).map(([, line]) => line!),
  };
}

/** A run's length is the tests' alone: as one of full length it is planned from, which a time-scaled run is not. */
export function atFullLength(run: string): void {
  const file = join(run, 'result.json');
  const result = JSON.parse(readFileSync(file, 'utf8')) as { run: { timeScale: number } };
  writeFileSync(file, JSON.stringify({ ...result, run: { ...result.run, timeScale: 1 } }));
}

/** Looks at every planning line of a guide in what `loadkit plan --json` printed. */
export function lookAt(folder: string, printed: string): void {
  const seen = seenIn(CapacityPlan.parse(JSON.parse(printed)));
  const { lines } = GUIDES.find((guide) => guide.folder === folder)!;
  for (const look of Object.values(lines)) look(seen);
}

function seenIn(plan: CapacityPlan): Seen {
  const value: Seen['value'] = (id) => plan.figures.find((figure) => figure.id === id)?.value ?? null;
  const rows = (name: string) => plan.growth.find(({ quantity }) => quantity === name)!.rows;
  const texts = [...plan.tiers.map(({ says }) => says), ...plan.advice.map(({ text }) => text), ...plan.caveats];
  const manifest = plan.hpa ? (parse(plan.hpa.manifest) as { spec: Record<string, unknown> }) : { spec: {} };
  return {
    plan,
    value,
    tier: (name) => plan.tiers.find((tier) => tier.name === name)!,
    months: (name) => rows(name).map(({ demand }) => value(demand)),
    deployed: (name) => rows(name).map(({ replicas, gpus }) => value(replicas ?? gpus)),
    says: [...texts, ...(plan.hpa ? [...plan.hpa.says, ...plan.hpa.caveats] : [])].join('\n'),
    spec: manifest.spec,
  };
}
