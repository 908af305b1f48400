import { relative } from 'node:path';
import { statedAlerts } from '../../../config/effective.ts';
import { loadProject } from '../../../config/load.ts';
import { silenceFor } from '../../../config/objectives/silence.ts';
import { aliasesOf } from '../../../config/profile/name.ts';
import type { AlertRule } from '../../../objectives/alert-rule.ts';
import { measureText } from '../../../objectives/selectors.ts';
import { normaliseObjective } from '../../../objectives/written/normalise.ts';
import { installation } from '../../../pipeline/installation.ts';
import { listScenarios } from '../../../pipeline/scenario/scenario-file.ts';
import { shownTarget } from '../../../pipeline/target/open-target.ts';
import { jsonText } from '../../../report/json.ts';
import { limitText } from '../../../report/limits.ts';
import { alertRows } from '../../../report/terminal/alert-rows.ts';
import { tableLines } from '../../../report/terminal/table-lines.ts';
import { besideText } from '../../../report/words.ts';
import { formatNumber, formatRate } from '../../../units/format.ts';
import type { Terminal } from '../../terminal.ts';

export interface ListFlags {
  readonly config?: string;
  readonly json?: true;
}

/** `loadkit list`: what this project has, and the file each part comes from. */
export async function list(flags: ListFlags, terminal: Terminal): Promise<number> {
  const install = installation();
  const cwd = process.cwd();
  const project = await loadProject({ cwd, configFile: flags.config, env: process.env, shippedTiers: install.tiers });
  const scenarios = listScenarios(project.root, install.scenarios);
  const { service, tiers } = project;
  const now = new Date().toISOString();
  const objectives = service.objectives.map((written, i) => {
    const objective = normaliseObjective(written, 'config', ['objectives', i]);
    const silence = silenceFor(objective.name, service.silence, now);
    return silence ? { ...objective, silence } : objective;
  });
  const alerts: AlertRule[] = [
    ...statedAlerts(service).map((objective) => ({ kind: 'measured' as const, objective })),
    ...project.alertRules,
  ];
  if (flags.json) {
    terminal.out(jsonText({ scenarios, tiers, objectives, alerts, config: project.serviceFile }));
    return 0;
  }
  const from = (file: string) =>
    file.startsWith(install.root) && !cwd.startsWith(install.root) ? 'shipped' : relative(cwd, file) || file;
  const config = project.serviceFile ? from(project.serviceFile) : 'no loadkit.config.yaml';
  const lines = [
    'Scenarios',
    ...tableLines(
      scenarios.map(({ name, origin, file }) => [
        name,
        origin === 'shipped' ? 'shipped' : from(file),
        aliasesOf(name)
          .map((alias) => `also: ${alias}`)
          .join(', '),
      ]),
    ),
    '',
    'Tiers',
    ...tableLines(
      tiers.map((tier) => [
        tier.name,
        formatRate(tier.rate),
        `${formatNumber(tier.sessions)} sessions`,
        from(tier.file),
      ]),
    ),
    '',
    `Objectives (${config})`,
    ...(objectives.length > 0
      ? tableLines(objectives.map(objectiveRow))
      : ['  none: runs are judged by failed requests and checks']),
    ...(alerts.length > 0 ? ['', `Alerts (${config})`, ...tableLines(alertRows(alerts))] : []),
    '',
    `Target: ${service.target === null ? 'none named; give --target URL' : shownTarget(service.target)}`,
  ];
  terminal.out(`${lines.map((line) => terminal.safe(line)).join('\n')}\n`);
  return 0;
}

function objectiveRow(objective: ReturnType<typeof normaliseObjective>): string[] {
  return [
    objective.name,
    measureText(objective),
    limitText(objective.target, objective.unit),
    objective.critical ? `critical ${limitText(objective.critical, objective.unit)}` : '',
    objective.scenarios ? objective.scenarios.join(', ') : 'every scenario',
    besideText(objective),
  ];
}
