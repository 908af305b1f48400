import { finishBundle } from '../k6/bundle/finish.ts';
import { placeScript } from '../k6/bundle/place.ts';
import type { LoadFlags } from '../k6/local/load-flags.ts';
import { type EngineRun, startEngine } from '../k6/local/run.ts';
import { tagsNamed } from '../objectives/tags.ts';
import { refuseAboveCeilings, type SentCeiling } from '../plan/ceilings.ts';
import type { Plan } from '../plan/plan.ts';
import type { Asked } from './gather.ts';
import type { Begun } from './record/begin.ts';
import { injectedOf } from './scenario/injected.ts';
import type { OpenTarget } from './target/open-target.ts';

/** How each plan of a run is given to an engine. `ceiling`: what may be sent at most. */
export function engineStarter(
  { facts, engine, env, objectives, guardRails }: Asked,
  { record, folder, redact, traceDigits }: Begun,
  target: OpenTarget,
  ceiling: SentCeiling,
  load: LoadFlags | undefined,
  note: (text: string) => void,
): (sent: Plan) => Promise<EngineRun> {
  const tags = tagsNamed(objectives);
  return async (sent) => {
    refuseAboveCeilings(sent, guardRails.ceilings);
    const script = await placeScript({
      code: finishBundle(facts.bundle.code, injectedOf(sent, target, traceDigits, tags)),
      usesFiles: facts.bundle.usesFiles,
      source: facts.file,
      runDir: folder,
      runId: record.id,
    });
    return startEngine({
      engine,
      runDir: folder,
      script,
      env: { ...env, ...target.env },
      handleSummary: facts.exports.includes('handleSummary'),
      usesLibrary: facts.bundle.usesLibrary,
      tags,
      ceiling,
      load,
      blocked: target.safety.blacklistIPs,
      ownRanges: listOf(facts.options['blacklistIPs']),
      redact,
      onLog: ({ text }) => note(text),
    });
  };
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
