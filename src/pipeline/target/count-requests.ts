import { RunError, UserError } from '../../errors.ts';
import { heeded, whenAborted } from '../../host/heeding.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import { overCeiling } from '../../judge/watch/over-ceiling.ts';
import { finishBundle } from '../../k6/bundle/finish.ts';
import { placeScript } from '../../k6/bundle/place.ts';
import { exitOutcome } from '../../k6/local/exit.ts';
import { SYSTEM_TAGS } from '../../k6/local/options.ts';
import { startEngine } from '../../k6/local/run.ts';
import { aroundLoad, guardOf } from '../../measure/guard.ts';
import { type SentCeiling, sentCeiling } from '../../plan/ceilings.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Asked } from '../gather.ts';
import { redactorOf } from '../scenario/environment.ts';
import type { OpenTarget } from './open-target.ts';

const LONGEST_SECONDS = 60;
const UNASKED = { asked: null, halted: null, unwritten: null };

/**
 * Counts the requests of a journey that does not declare them, by running one iteration. `plan`: what is planned where
 * it makes one. RunError (7) when it makes none, UserError (6) above a guard rail.
 */
export async function countRequests(
  { facts, engine, env, guardRails }: Asked,
  plan: Plan,
  target: OpenTarget,
): Promise<number> {
  const options = {
    scenarios: { main: { executor: 'shared-iterations', vus: 1, iterations: 1, maxDuration: `${LONGEST_SECONDS}s` } },
  };
  const { url, safety } = target;
  const injected = {
    target: target.shown,
    seed: plan.seed,
    timeScale: 1,
    stages: null,
    options,
    plainOptions: options,
    hosts: safety.hosts,
    systemTags: SYSTEM_TAGS,
    replaces: true as const,
    pauses: false as const,
  };
  const ceiling = ofOneIteration(sentCeiling({ ...plan, arrivals: null }, guardRails.ceilings));
  const over = overCeiling(guardRails.ceilings, ceiling);
  const { path: runDir, remove } = await temporaryFolder('probe');
  try {
    const code = finishBundle(facts.bundle.code, injected);
    const script = await placeScript({
      code,
      usesFiles: facts.bundle.usesFiles,
      source: facts.file,
      runDir,
      runId: 'probe',
    });
    const engineRun = await startEngine({
      engine,
      runDir,
      passing: true,
      script,
      env: { ...env, ...target.env },
      blocked: safety.blacklistIPs,
      handleSummary: false,
      ceiling,
      redact: redactorOf(env, url),
    });
    const guard = guardOf(engineRun, aroundLoad(facts.options));
    guard.within(LONGEST_SECONDS);
    const unheed = whenAborted(heeded(), () => engineRun.kill());
    const requests = new Set<number>();
    let counted = 0;
    for await (const line of engineRun.lines) {
      const beyond = line && over(line);
      if (beyond !== undefined) {
        engineRun.kill();
        await engineRun.done;
        guard.release();
        unheed();
        throw new UserError(
          { what: `one iteration of the journey is too much: ${beyond}`, where: { file: facts.file } },
          6,
        );
      }
      if (line?.t === 'series' && line.metric === 'http_reqs') requests.add(line.id);
      if (line?.t === 'end') for (const [id, , sum] of line.totals) if (requests.has(id)) counted += sum;
    }
    const ended = await engineRun.done;
    guard.release();
    unheed();
    if (counted > 0) return counted;
    const end = { ...ended, killed: guard.killed, words: engineRun.lastWords() };
    const { state, reason } = exitOutcome({ ...UNASKED, ...end, requests: 0, iterations: 0 });
    throw new RunError(
      {
        what:
          state === 'crashed'
            ? `the requests of an iteration could not be counted: ${reason}`
            : 'one iteration of the journey made no HTTP request',
        where: { file: facts.file },
        why: engineRun.exceptions().distinct[0]?.message,
        next: 'export const requests = n from the journey, or mend it: loadkit run smoke shows its errors',
      },
      7,
    );
  } finally {
    await remove();
  }
}

/** What one iteration may send: it may last for a minute, and as much is allowed at once. */
function ofOneIteration({ requests, iterations }: SentCeiling): SentCeiling {
  return { iterations, requests: requests && { ...requests, burst: LONGEST_SECONDS * requests.burst } };
}
