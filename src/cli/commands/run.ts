import { run as runPipeline } from '../../pipeline/pipeline.ts';
import type { Progress, Stop } from '../../pipeline/request.ts';
import { liveLine, liveView } from '../../report/live.ts';
import { printOutcome } from '../outcome.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import type { Terminal } from '../terminal.ts';

/** `loadkit run`: measures, judges, prints the table (or result.json), returns the exit code. */
export async function run(
  scenario: string,
  flags: PlanFlags & { readonly json?: true },
  stop: Stop,
  terminal: Terminal,
): Promise<number> {
  const screen = screenOn(terminal);
  try {
    const outcome = await runPipeline(
      requestOf(scenario, flags, process),
      stop,
      screen.tell,
      terminal.live ? 'live' : 'plain',
    );
    screen.clear();
    printOutcome(outcome, flags.json === true, terminal);
    return outcome.exitCode;
  } finally {
    screen.clear();
  }
}

/** Progress on stderr: a view redrawn in place on a terminal, plain lines elsewhere. */
function screenOn(terminal: Terminal): { tell(progress: Progress): void; clear(): void } {
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) terminal.err(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  return {
    clear,
    tell: (progress) => {
      clear();
      if (progress.kind === 'note') terminal.err(`${terminal.safe(progress.text)}\n`);
      else if (!terminal.live) terminal.err(`${liveLine(progress.state)}\n`);
      else {
        const lines = liveView(progress.state, terminal.width.err, terminal.colour.err);
        terminal.err(`${lines.join('\n')}\n`);
        drawn = lines.length;
      }
    },
  };
}
