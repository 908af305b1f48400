import { heeding } from '../../host/heeding.ts';
import type { Stop } from '../../measure/stop.ts';
import { foreseeGate, gate as makeGate } from '../../pipeline/gate/gate.ts';
import type { GateRequest } from '../../pipeline/gate/gate-request.ts';
import { jsonText } from '../../report/json.ts';
import { foreseenText } from '../../report/terminal/foreseen-gate.ts';
import { printReport } from '../outcome.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import { screenOn } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

export type GateFlags = PlanFlags & {
  readonly from?: string[];
  readonly resume?: string[];
  readonly dryRun?: true;
  readonly json?: true;
};

/** `loadkit gate`: runs scenarios at tiers, judges them, compares them with their baselines; one verdict. */
export async function gate(
  file: string | undefined,
  flags: GateFlags,
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  const request: GateRequest = {
    file,
    run: { ...requestOf('', flags, process), formats: [] },
    from: flags.from ?? flags.resume ?? [],
    make: flags.from === undefined,
    formats: flags.format ?? [],
  };
  const screen = screenOn(terminal);
  if (flags.dryRun) {
    const note = (text: string) => screen.tell({ kind: 'note', text });
    const foreseen = await heeding(stop.wish, () => foreseeGate(request, note));
    terminal.out(flags.json ? jsonText(foreseen) : foreseenText(foreseen));
    return 0;
  }
  try {
    const outcome = await makeGate(request, stop, { tell: screen.tell, speak: terminal.live ? 'live' : 'plain' });
    screen.clear();
    for (const why of outcome.unread) terminal.err(`loadkit: this run does not count: ${terminal.safe(why)}\n`);
    await printReport(outcome.published, flags.json === true, terminal);
    return outcome.exitCode;
  } finally {
    screen.clear();
  }
}
