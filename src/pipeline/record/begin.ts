import { secretsOfMonitors } from '../../config/monitors/section.ts';
import type { Redactor } from '../../redact.ts';
import type { RunRecord } from '../../result/record.ts';
import { traceDigits } from '../../store/run-id.ts';
import { createRun, saveRecord } from '../../store/runs.ts';
import type { Asked } from '../gather.ts';
import type { Installation } from '../installation.ts';
import type { Planned } from '../plan-of.ts';
import type { RunRequest } from '../request.ts';
import { redactorOf, secretsInCommands } from '../scenario/environment.ts';
import { type Earlier, requireSameSearch } from '../search/resumed.ts';
import type { OpenTarget } from '../target/open-target.ts';
import { provenanceOf } from './provenance.ts';
import { redactRecord } from './redact-record.ts';

/** A run that is written down before its load begins. */
export interface Begun {
  readonly record: RunRecord;
  readonly folder: string;
  /** Takes secrets out of everything that is written or shown from here on. */
  readonly redact: Redactor;
  /** The digits by which the run's own traces are known. */
  readonly traceDigits: string;
}

/**
 * Makes the run folder and writes `record.json`: what is going to be measured, and by what. UserError (2) where it
 * cannot go on from `earlier`.
 */
export async function begin(
  asked: Asked,
  planned: Planned,
  target: OpenTarget,
  request: RunRequest,
  install: Installation,
  startedAt: Date,
  earlier: Earlier | undefined,
): Promise<Begun> {
  const { plan, search, events } = planned;
  const redact = redactorOf(asked.env, target.url, [
    ...secretsOfMonitors(asked.project.service.monitors),
    ...secretsInCommands(events, request.environment),
  ]);
  if (earlier && search)
    requireSameSearch(earlier, {
      plan,
      target: redact(target.shown),
      targetVersion: asked.targetVersion && redact(asked.targetVersion),
      sandbox: asked.target === 'sandbox',
      objectives: search.objectives,
      bundleHash: asked.facts.bundle.hash,
      engineVersion: asked.engine.version,
    });
  const { id, folder, sequence } = await createRun(request.out, plan.scenario, plan.tier, startedAt);
  const shared = {
    version: 1 as const,
    sequence,
    id,
    target: target.shown,
    plan,
    tiers: asked.project.tiers.map(({ name, rate }) => ({ name, rate })),
    objectives: [...asked.objectives],
    ...(events.length > 0 ? { events: [...events] } : {}),
    ...(asked.alerts.length > 0 ? { alerts: [...asked.alerts] } : {}),
    provenance: provenanceOf(asked, planned, request, install, target, startedAt),
  };
  const kind = plan.profile === 'script' ? 'script' : 'profile';
  const record = redactRecord(search ? { kind: 'search', ...shared, search } : { kind, ...shared }, redact);
  await saveRecord(folder, record);
  return { record, folder, redact, traceDigits: traceDigits(id) };
}
