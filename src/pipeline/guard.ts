import type { EngineRun } from '../k6/run.ts';

/** How long k6 may take for setup and teardown, and to end after it was asked to or its plan is over, before it is killed. */
const SETUP_AND_TEARDOWN_SECONDS = 120;
const GRACE_SECONDS = 40;

export interface Guard {
  /** From now: so many seconds of load are left; null when nobody knows. */
  within(seconds: number | null): void;
  release(): void;
}

/** Kills an engine that does not end: its plan is long over, or it ignores that it was asked to stop. */
export function guardOf(engine: Pick<EngineRun, 'kill'>): Guard {
  let timer: NodeJS.Timeout | undefined;
  const release = () => clearTimeout(timer);
  return {
    within(seconds) {
      release();
      if (seconds === null) return;
      timer = setTimeout(() => engine.kill(), (seconds + SETUP_AND_TEARDOWN_SECONDS + GRACE_SECONDS) * 1000);
      timer.unref();
    },
    release,
  };
}
