import { createHash } from 'node:crypto';
import { cpus, release, totalmem, type } from 'node:os';
import { relative } from 'node:path';
import { environmentOf } from '../config/environment-name.ts';
import type { Provenance } from '../result/record.ts';
import type { Installation } from './installation.ts';
import type { Prepared } from './prepare.ts';
import type { RunRequest } from './request.ts';
import type { OpenTarget } from './target.ts';

/** Where the numbers of this run come from. Paths are relative to the project, values of variables are left out. */
export function provenanceOf(
  prepared: Prepared,
  request: RunRequest,
  install: Installation,
  { onThisMachine }: Pick<OpenTarget, 'onThisMachine'>,
  startedAt: Date,
): Provenance {
  const { engine, facts, project, plan, objectives } = prepared;
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
    configHash: createHash('sha256').update(JSON.stringify({ plan, objectives })).digest('hex'),
    configFiles: [project.serviceFile, prepared.tier.file].filter((file) => file !== null).map(local),
    env: Object.keys(prepared.env).sort(),
    commandLine: request.commandLine,
    startedAt: startedAt.toISOString(),
    environment: environmentOf(project.service, prepared.tier) ?? null,
    targetVersion: prepared.targetVersion,
  };
}
