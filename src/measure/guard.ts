import type { EngineRun } from '../k6/local/run.ts';
import { readDuration } from '../units/duration.ts';
import { formatSpan } from '../units/format.ts';

/** How long k6 may take to end after it was asked to or its plan is over, before it is killed. */
const GRACE_SECONDS = 40;
/** How long where somebody waits for its end, who is told of it within 10 s: the report takes some, too. */
const STOP_SECONDS = 5;
/** What k6 allows setup() and teardown() where the script's options say nothing. */
const ALLOWED_SECONDS = 60;

/** A timer of Node.js that is to wait longer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Seconds that a script's options allow its setup() and teardown() together. */
export function aroundLoad(options: Readonly<Record<string, unknown>>): number {
  const allowed = [options['setupTimeout'], options['teardownTimeout']];
  return allowed.reduce<number>((sum, value) => sum + (readDuration(String(value)) ?? ALLOWED_SECONDS), 0);
}

export interface Guard {
  /** From now: so many seconds of load are left; null when nobody knows. */
  within(seconds: number | null): void;
  /** From now: somebody wished the run to stop. Nothing prolongs that. */
  stopping(): void;
  release(): void;
  /** Why the engine was killed; null: it was not. */
  readonly killed: string | null;
}

/**
 * Kills an engine that does not end: its plan is long over, or it ignores that it was asked to stop. `around`: seconds
 * that it may take beside its load.
 */
export function guardOf(engine: Pick<EngineRun, 'kill'>, around: number): Guard {
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let killed: string | null = null;
  const release = () => clearTimeout(timer);
  const killIn = (seconds: number, since: string) => {
    release();
    timer = setTimeout(
      () => {
        killed = `k6 did not end within ${formatSpan(seconds)} ${since}, and was killed`;
        engine.kill();
      },
      Math.min(seconds * 1000, LONGEST_TIMER),
    );
    timer.unref();
  };
  return {
    within(seconds) {
      if (stopping) return;
      release();
      if (seconds !== null)
        killIn(seconds + around + GRACE_SECONDS, `of which ${formatSpan(seconds)} were left of its plan`);
    },
    stopping() {
      stopping = true;
      killIn(STOP_SECONDS, 'of being asked to');
    },
    release,
    get killed() {
      return killed;
    },
  };
}
