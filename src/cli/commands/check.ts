import { formatProblem } from '../../errors.ts';
import { foresee } from '../../judge/caveats/foresight.ts';
import type { DataFile } from '../../k6/bundle/data-file.ts';
import { shown } from '../../k6/bundle/paths.ts';
import { monitorLines } from '../../monitor/words.ts';
import { habitLines } from '../../pipeline/first-lines/habits.ts';
import { arrivalsLine, planLine, shorterLine, tracesLine } from '../../pipeline/first-lines/opening.ts';
import { gather } from '../../pipeline/gather.ts';
import { installation } from '../../pipeline/installation.ts';
import { planOf } from '../../pipeline/plan-of.ts';
import { typesOf } from '../../pipeline/scenario/check-types.ts';
import { redactorOf, secretsInCommands } from '../../pipeline/scenario/environment.ts';
import { readsTarget, shownTarget } from '../../pipeline/target/open-target.ts';
import { plannedEventLines } from '../../plan/events.ts';
import type { Plan, Stage } from '../../plan/plan.ts';
import { alertRows } from '../../report/terminal/alert-rows.ts';
import { tableLines } from '../../report/terminal/table-lines.ts';
import { meaningOf } from '../../report/words.ts';
import { UNNAMED_TARGET } from '../../result/unnamed-target.ts';
import { formatNumber, formatRate, formatSpan } from '../../units/format.ts';
import { type PlanFlags, requestOf } from '../plan-flags.ts';
import type { Terminal } from '../terminal.ts';

/** `loadkit check`: checks types, bundles, plans and says so in words. Sends nothing. 2 when the types are wrong. */
export async function check(scenario: string, flags: PlanFlags, terminal: Terminal): Promise<number> {
  const request = requestOf(scenario, flags, process);
  const asked = await gather(request, installation(), (text) => terminal.err(`${terminal.safe(text)}\n`));
  const { facts, tier, objectives, alerts, target, warnings, project, engine } = asked;
  const { plan, events } = planOf(asked, facts.requests ?? 1);
  for (const warning of warnings) terminal.err(`warning: ${formatProblem(warning)}\n`);
  for (const warning of facts.warnings) terminal.err(`warning: k6: ${terminal.safe(warning)}\n`);
  for (const line of habitLines(asked, request)) terminal.err(`${terminal.safe(line)}\n`);
  const safe = redactorOf(asked.env, null, secretsInCommands(events, request.environment));
  const types = await typesOf(facts.file, project.root);
  const rows = [
    ['scenario', `${plan.scenario} (${facts.file})`],
    ['tier', `${tier.name}: ${formatRate(tier.rate)}, ${formatNumber(tier.sessions)} sessions`],
    ['target', readsTarget(facts) ? targetWords(target) : UNNAMED_TARGET],
    ['engine', `k6 ${engine.k6}, ${engine.found}`],
    ...types.map((line, i) => [i === 0 ? 'types' : '', line]),
    ['plan', planLine(plan)],
    ...(shorterLine(plan) === '' ? [] : [['shorter', shorterLine(plan)]]),
    ...(plan.profile === 'script' ? [] : [['requests per iteration', requestsLine(plan, facts.requests)]]),
    ...(plan.arrivals === null
      ? []
      : [['arrivals', plan.arrivals === 'poisson' ? `random, seed ${plan.seed}` : arrivalsLine(plan, engine)]]),
    ...facts.bundle.data.map((file) => ['data', dataLine(file)]),
    ...(plan.traces === undefined ? [] : [['traces', tracesLine(plan)]]),
    ...monitorLines(project.service.monitors).map((line, i) => [i === 0 ? 'watches' : '', line]),
    ...plannedEventLines(events).map((line, i) => [i === 0 ? 'events' : '', safe(line)]),
    ['objectives', objectives.map((objective) => objective.name).join(', ') || 'none'],
    ...objectives.flatMap((objective) => (meaningOf(objective) ? [[objective.name, meaningOf(objective)!]] : [])),
  ];
  const told = alertRows(alerts).map((row) => row.filter(Boolean).join(', '));
  rows.push(...told.map((line, i) => [i === 0 ? 'alerts' : '', safe(line)]));
  const foreseen = foresee(objectives, plan).map((sentence) => `  ! ${sentence}`);
  const stages = plan.stages.length === 0 ? [] : ['', ...stageLines(plan.stages)];
  const beside = foreseen.length === 0 ? [] : ['', ...foreseen];
  const lines = [...tableLines(rows), ...stages, ...beside, '', '  Nothing was sent.'];
  terminal.out(`${lines.map((line) => terminal.safe(line)).join('\n')}\n`);
  return types[0]?.startsWith('wrong') ? 2 : 0;
}

function targetWords(target: string | null): string {
  return target === null ? 'none named: give --target URL' : shownTarget(target);
}

/** `users.csv: 1,000 rows of user, password`. */
function dataLine({ file, columns, rows }: DataFile): string {
  return `${shown(file)}: ${formatNumber(rows, 9)} ${rows === 1 ? 'row' : 'rows'} of ${columns.join(', ')}`;
}

function requestsLine(plan: Plan, declared: number | null): string {
  return declared === null
    ? 'not declared: `run` counts them with one iteration first; the figures here assume 1'
    : formatNumber(plan.requestsPerIteration);
}

function stageLines(stages: readonly Stage[]): string[] {
  const unit = (stage: Stage) => (stage.load.kind === 'rate' ? 'requests/s' : stage.load.to === 1 ? 'user' : 'users');
  const head = ['stage', 'load', 'ramp', 'hold', 'judged', ''];
  const rows = stages.map((stage) => [
    stage.name,
    `${formatNumber(stage.load.to)} ${unit(stage)}`,
    formatSpan(stage.rampTo - stage.from),
    formatSpan(stage.to - stage.rampTo),
    stage.role === 'ramp' ? 'by windows' : `last ${formatSpan(stage.to - stage.judgedFrom)}`,
    stage.counts ? 'the verdict rests on it' : '',
  ]);
  return tableLines([head, ...rows]);
}
