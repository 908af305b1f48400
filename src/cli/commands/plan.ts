import { resolve } from 'node:path';
import { planCapacity } from '../../pipeline/plan-capacity.ts';
import { printReport } from '../outcome.ts';
import type { Terminal } from '../terminal.ts';

export interface CapacityPlanFlags {
  readonly from?: string[];
  readonly tier: string;
  readonly growth?: string;
  readonly peak?: number;
  readonly horizon?: number;
  readonly headroom?: number;
  readonly failures?: number;
  readonly measuredReplicas?: number;
  readonly hpa?: string;
  readonly config?: string;
  readonly out: string;
  readonly format?: string[];
  readonly json?: true;
}

/** `loadkit plan`: from measured capacity to what each tier needs. Sends nothing. */
export async function plan(flags: CapacityPlanFlags, terminal: Terminal): Promise<number> {
  const { peak, horizon, headroom, failures, measuredReplicas } = flags;
  const outcome = await planCapacity({
    cwd: process.cwd(),
    environment: process.env,
    configFile: flags.config,
    from: flags.from ?? [],
    tier: flags.tier,
    settings: { peak, horizon, headroom, failures, measuredReplicas },
    growth: flags.growth,
    hpa: flags.hpa === undefined ? undefined : resolve(flags.hpa),
    out: resolve(flags.out),
    formats: flags.format ?? [],
  });
  for (const why of outcome.unread) terminal.err(`loadkit: this run does not count: ${terminal.safe(why)}\n`);
  await printReport(outcome.published, flags.json === true, terminal);
  return outcome.exitCode;
}
