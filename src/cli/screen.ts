import type { Progress } from '../measure/observer.ts';
import type { Stop } from '../measure/stop.ts';
import type { RunRequest } from '../pipeline/request.ts';
import { run } from '../pipeline/run.ts';
import { liveLine } from '../report/terminal/live/line.ts';
import { liveView } from '../report/terminal/live/view.ts';
import { printReport } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** Where progress is shown: on stderr. */
export interface Screen {
  tell(progress: Progress): void;
  /** Takes away what is redrawn in place. */
  clear(): void;
}

/** Progress on stderr: a view redrawn in place on a terminal, plain lines elsewhere. */
export function screenOn(terminal: Terminal): Screen {
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

/**
 * Carries out what was asked for with its progress shown, prints what came of it (the table, or result.json), returns
 * the exit code.
 */
export async function runShown(request: RunRequest, json: boolean, stop: Stop, terminal: Terminal): Promise<number> {
  const screen = screenOn(terminal);
  try {
    const outcome = await run(request, stop, screen.tell, terminal.live ? 'live' : 'plain');
    screen.clear();
    await printReport(outcome.published, json, terminal);
    return outcome.exitCode;
  } finally {
    screen.clear();
  }
}
