import { createHash } from 'node:crypto';
import { cpus, release, totalmem, type } from 'node:os';
import { relative } from 'node:path';
import { environmentOf } from '../../config/environment-name.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Provenance } from '../../result/record.ts';
import type { Asked } from '../gather.ts';
import type { Installation } from '../installation.ts';
import type { Planned } from '../plan-of.ts';
import type { RunRequest } from '../request.ts';
import type { OpenTarget } from '../target/open-target.ts';

/** Where the numbers of this run come from. Paths are relative to the project, values of variables are left out. */
export function provenanceOf(
  asked: Asked,
  { plan, events }: Pick<Planned, 'plan' | 'events'>,
  request: RunRequest,
  install: Installation,
  { onThisMachine }: Pick<OpenTarget, 'onThisMachine'>,
  startedAt: Date,
): Provenance {
  const { engine, facts, project, objectives } = asked;
  const local = (file: string) => relative(project.root, file) || file;
  return {
    loadkit: install.version,
    engine: { kind: engine.kind, k6: engine.k6, version: engine.version, path: engine.path, found: engine.found },
    node: process.version,
    machine: {
      os: `${type()} ${release()}`,
      cpus: cpus().length,
      cpuModel: cpus()[0]?.model ?? 'unknown',
      memory: totalmem(),
      hostsTarget: onThisMachine,
    },
    scenarioFile: local(facts.file),
    bundleHash: facts.bundle.hash,
    configHash: configHash(plan, objectives, events),
    configFiles: [project.serviceFile, asked.tier.file].filter((file) => file !== null).map(local),
    env: Object.keys(asked.env).sort(),
    commandLine: request.commandLine,
    startedAt: startedAt.toISOString(),
    environment: environmentOf(project.service, asked.tier) ?? null,
    targetVersion: asked.targetVersion,
  };
}

/**
 * What tells two configurations apart: the plan, its objectives, what is done to the target. Runs of one plan with other
 * seeds are runs of the same.
 */
export function configHash(
  { seed: _, ...plan }: Plan,
  objectives: Asked['objectives'],
  events: Planned['events'] = [],
): string {
  const done = events.length > 0 ? { events } : {};
  return createHash('sha256')
    .update(JSON.stringify({ plan, objectives, ...done }))
    .digest('hex');
}
