import type { EngineRun } from '../k6/run.ts';
import { parseDuration } from '../units/duration.ts';

/** How long k6 may take to end after it was asked to or its plan is over, before it is killed. */
const GRACE_SECONDS = 40;
/** What k6 allows setup() and teardown() where the script's options say nothing. */
const ALLOWED_SECONDS = 60;

/** Seconds that a script's options allow its setup() and teardown() together. */
export function aroundLoad(options: Readonly<Record<string, unknown>>): number {
  const allowed = [options['setupTimeout'], options['teardownTimeout']];
  return allowed.reduce<number>((sum, value) => sum + (parseDuration(String(value)) ?? ALLOWED_SECONDS), 0);
}

export interface Guard {
  /** From now: so many seconds of load are left; null when nobody knows. */
  within(seconds: number | null): void;
  release(): void;
}

/**
 * Kills an engine that does not end: its plan is long over, or it ignores that it was asked to stop. `around`: seconds that it may
 * take beside its load.
 */
export function guardOf(engine: Pick<EngineRun, 'kill'>, around: number): Guard {
  let timer: NodeJS.Timeout | undefined;
  const release = () => clearTimeout(timer);
  return {
    within(seconds) {
      release();
      if (seconds === null) return;
      timer = setTimeout(() => engine.kill(), (seconds + around + GRACE_SECONDS) * 1000);
      timer.unref();
    },
    release,
  };
}
