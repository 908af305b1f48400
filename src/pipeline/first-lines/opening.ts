import { formatProblem } from '../../errors.ts';
import { foresee } from '../../judge/caveats/foresight.ts';
import type { Engine } from '../../k6/engine/engine.ts';
import { monitorLines } from '../../monitor/words.ts';
import { can } from '../../plan/abilities.ts';
import { plannedEventLines } from '../../plan/events.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatNumber, formatRatio, formatSpan } from '../../units/format.ts';
import type { Asked } from '../gather.ts';
import type { Planned } from '../plan-of.ts';

/** The first lines of a run: what will be sent, where, how it is paced, and where the reports go. */
export function opening(
  asked: Asked,
  { plan, events }: Pick<Planned, 'plan' | 'events'>,
  targetWords: string,
  folder: string,
): string[] {
  const { tier, engine, warnings, objectives } = asked;
  return [
    ...warnings.flatMap((warning) => `warning: ${formatProblem(warning)}`.split('\n')),
    ...foresee(objectives, plan).map((sentence) => `warning: ${sentence}`),
    `${plan.scenario} at tier ${tier.name} → ${targetWords}`,
    planLine(plan),
    arrivalsLine(plan, engine),
    tracesLine(plan),
    ...monitorLines(asked.project.service.monitors).map((line) => `watches ${line}`),
    ...plannedEventLines(events).map((line) => `event ${line}`),
    ...leftOut(asked, plan),
    `engine: k6 ${engine.k6}, ${engine.found}`,
    `run folder: ${folder}`,
  ].filter((line) => line !== '');
}

/** A search has no events; whoever wrote some is told. */
function leftOut({ project }: Asked, { profile }: Plan): string[] {
  if (profile !== 'capacity' || project.service.events.length === 0) return [];
  return ['note: a search runs no events of the configuration: nobody knows beforehand how long it lasts'];
}

/** The plan in one line: `6 stages, 33 min, up to 600 requests/s, 264,000 requests, 1,125 VUs`. */
export function planLine(plan: Plan): string {
  if (plan.profile === 'script') {
    const length = plan.duration === null ? '' : `at most ${formatSpan(plan.duration)}, `;
    return `plain k6 script, its own options: ${length}${count(plan.maxVUs, 'VU')}`;
  }
  if (plan.profile === 'capacity')
    return `${plan.arrivals === 'even' ? 'up to ' : ''}${count(plan.maxVUs, 'VU')}, at most ${formatSpan(plan.duration ?? 0)}`;
  const peak = Math.max(...plan.stages.map((stage) => stage.load.to));
  const unit = plan.stages[0]?.load.kind === 'rate' ? 'requests/s' : peak === 1 ? 'user' : 'users';
  const parts = [
    count(plan.stages.length, 'stage'),
    formatSpan(plan.duration ?? 0) + (plan.timeScale === 1 ? '' : ` (time-scale ${formatNumber(plan.timeScale)})`),
    `${plan.stages.length > 1 ? 'up to ' : ''}${formatNumber(peak)} ${unit}`,
    plan.requests === null
      ? ''
      : `${plan.profile === 'breakpoint' ? 'at most' : 'about'} ${formatNumber(plan.requests)} requests`,
    plan.arrivals === null ? '' : `up to ${count(plan.maxVUs, 'VU')}`,
    plan.profile === 'breakpoint' ? 'ended early when a critical limit breaks' : '',
    plan.untilSure ? 'ended early when every verdict is settled' : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** From this length on (s) a plan says how it is shortened. */
const LONG = 300;

/** How a long plan is shortened, for a try and for good; empty for others, and for plans that are no profile's. */
export function shorterLine({ profile, duration, timeScale, stages }: Plan): string {
  if (profile === 'script' || profile === 'capacity' || timeScale !== 1 || (duration ?? 0) <= LONG) return '';
  const own = stages[0]?.load.kind === 'users' ? 'stages=30s:10,2m:50' : 'hold=1m';
  const field = profile === 'stress' ? own : profile === 'spike' ? 'before=30s' : 'duration=5m';
  return `--time-scale 0.1 for a try of ${formatSpan((duration ?? 0) / 10)}; --set ${field} for another plan`;
}

/** How the iterations of an open profile are spaced; empty for others. */
export function arrivalsLine(plan: Plan, engine: Pick<Engine, 'kind'>): string {
  if (plan.profile === 'capacity' && plan.arrivals === 'poisson') return `random arrivals, seed ${plan.seed}`;
  if (plan.arrivals === 'poisson') return `random arrivals, seed ${plan.seed}; --arrivals even for k6's pacing`;
  if (plan.arrivals === null) return '';
  const way = can(engine).poisson ? '--arrivals poisson for independent users' : 'a stock k6 has no others';
  return `even arrivals (k6’s pacing), which flatter the target; ${way}`;
}

/** `1 % of the requests carry a traceparent header`; empty when none does. */
export function tracesLine({ traces }: Plan): string {
  return traces === undefined ? '' : `${formatRatio(traces)} of the requests carry a traceparent header`;
}

function count(n: number, noun: string): string {
  return `${formatNumber(n, 6)} ${noun}${n === 1 ? '' : 's'}`;
}
