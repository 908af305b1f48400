import { UserError } from '../../errors.ts';
import { whenAborted } from '../../host/heeding.ts';
import type { Stop } from '../../measure/stop.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { sandboxSize } from '../../sandbox/sizes.ts';
import { parseDuration } from '../../units/duration.ts';
import { formatNumber, formatSeconds } from '../../units/format.ts';
import type { Terminal } from '../terminal.ts';

export interface SandboxFlags {
  readonly tier: string;
  readonly slots?: number;
  readonly service?: string;
  readonly cv?: number;
  readonly pool?: number;
  readonly queue?: number;
  readonly seed?: number;
  readonly fault?: readonly string[];
  readonly timeScale?: number;
  readonly port: number;
  readonly json?: true;
  readonly untilStdinEnds?: true;
}

/**
 * Runs the embedded target until it is told to stop. Throws the wish then, and returns 0 where its standard input
 * ended.
 */
export async function sandbox(flags: SandboxFlags, stop: Stop, terminal: Terminal): Promise<number> {
  const { tier: _, service, json, untilStdinEnds, fault: faults, ...options } = flags;
  const size = sizeOf(flags);
  const running = await startSandbox({ ...options, ...size, faults });
  const plan = `${size.slots} slots × ${formatSeconds(size.service)}, cv ${formatNumber(flags.cv ?? 1)}`;
  const words = [plan, ...running.faults].join('; ');
  if (json) terminal.out(`${JSON.stringify({ url: running.url, words })}\n`);
  else terminal.out(`sandbox: ${words}, listening on ${running.url} (stop with Ctrl-C)\n`);
  await new Promise<void>((resolve) => {
    whenAborted(stop.wish, resolve);
    if (untilStdinEnds)
      process.stdin
        .on('end', () => resolve())
        .on('error', () => resolve())
        .resume();
  });
  await running.close();
  stop.wish.throwIfAborted();
  return 0;
}

function sizeOf(flags: SandboxFlags): { slots: number; service: number } {
  const byTier = sandboxSize(flags.tier);
  const service = flags.service === undefined ? byTier?.service : parseDuration(flags.service);
  const slots = flags.slots ?? byTier?.slots;
  if (flags.service !== undefined && !service) {
    throw new UserError({
      what: `"${flags.service}" is no service time`,
      where: { path: '--service' },
      next: 'write 20ms',
    });
  }
  if (slots === undefined || service === undefined) {
    throw new UserError({
      what: `the sandbox has no size for tier "${flags.tier}"`,
      where: { path: '--tier' },
      next: 'say its size: sandbox: { slots: 6, service: 20ms } in loadkit.config.yaml, or --slots and --service of `loadkit sandbox`; small, medium, large and enterprise have one',
    });
  }
  return { slots, service };
}
