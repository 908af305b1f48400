import { statedAlerts } from '../../config/effective.ts';
import { loadProject, type Project } from '../../config/load.ts';
import { UserError } from '../../errors.ts';
import { type Exported, exportAlerts } from '../../exports/alert-rules.ts';
import { exportDashboard } from '../../exports/dashboard.ts';
import type { MetricNames } from '../../exports/metric-names.ts';
import type { Objective } from '../../objectives/objective.ts';
import { normaliseObjective } from '../../objectives/written/normalise.ts';
import { installation } from '../installation.ts';
import { type NamesGiven, namesFor } from './names-for.ts';

export interface ExportRequest extends NamesGiven {
  readonly what: 'alerts' | 'dashboard';
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly configFile: string | undefined;
}

/**
 * The objectives and alerts of a project for a Prometheus or a Grafana. Connects to nothing. Throws UserError (2) where
 * nothing can be exported.
 */
export async function exported(request: ExportRequest): Promise<Exported & Pick<MetricNames, 'assumed'>> {
  const { cwd, configFile, environment: env } = request;
  const project = await loadProject({ cwd, configFile, env, shippedTiers: installation().tiers });
  const objectives = objectivesOf(project);
  const names = await namesFor(request, project, objectives);
  const made = request.what === 'alerts' ? exportAlerts(objectives, names) : exportDashboard(objectives, names);
  if (made.held === 0)
    throw new UserError({
      what: objectives.length === 0 ? 'there are no objectives to export' : 'none of the objectives can be exported',
      where: { file: project.serviceFile ?? undefined },
      why: made.left.map(({ name, reason }) => `${name}: ${reason}`).join('; ') || undefined,
      next: 'write objectives: in loadkit.config.yaml, and name their metrics with --metric NAME=PROMETHEUS_NAME',
    });
  return { ...made, assumed: names.assumed };
}

function objectivesOf({ service }: Project): Objective[] {
  return [
    ...service.objectives.map((written, i) => normaliseObjective(written, 'config', ['objectives', i])),
    ...statedAlerts(service),
  ];
}
