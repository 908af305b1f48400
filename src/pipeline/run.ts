import type { RecordLine } from '../capacity/search-lines.ts';
import { whenAborted } from '../host/heeding.ts';
import { exitCode } from '../judge/exit-code.ts';
import { judge } from '../judge/judge.ts';
import { courseOf } from '../judge/search/methods.ts';
import { hasLoadBegun } from '../judge/watch/load-begun.ts';
import { driverOf } from '../measure/drivers/driver-of.ts';
import { aroundLoad } from '../measure/guard.ts';
import { guardsOf } from '../measure/guards.ts';
import { liveObserver, type Speak } from '../measure/live.ts';
import { measure } from '../measure/measure.ts';
import type { Progress } from '../measure/observer.ts';
import { RunClock } from '../measure/run-clock.ts';
import type { Stop } from '../measure/stop.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { openMonitors } from '../monitor/open.ts';
import { sentCeiling } from '../plan/ceilings.ts';
import type { Result } from '../result/result.ts';
import { removeRun } from '../store/runs.ts';
import { engineStarter } from './engine-starter.ts';
import { habitLines } from './first-lines/habits.ts';
import { opening } from './first-lines/opening.ts';
import { searchOpening } from './first-lines/search-opening.ts';
import { type Asked, gather } from './gather.ts';
import { installation } from './installation.ts';
import { type Planned, planOf } from './plan-of.ts';
import { type Published, publish } from './publish.ts';
import { begin } from './record/begin.ts';
import { lineRedactor } from './record/redact-record.ts';
import type { RunRequest } from './request.ts';
import { readEarlier } from './search/resumed.ts';
import { afterLoad, beforeLoad, stoppedBeforeLoad } from './stopping.ts';
import { countRequests } from './target/count-requests.ts';
import { type OpenTarget, openTarget } from './target/open-target.ts';
import { refuseBlocked } from './target/refuse-blocked.ts';
import { refuseEvents } from './target/refuse-events.ts';

export interface RunOutcome {
  readonly result: Result;
  readonly folder: string;
  readonly published: Published;
  readonly exitCode: number;
}

/**
 * One run: gather what is asked for, open the target, plan, begin its record, measure, judge, publish. Throws only
 * before load is sent.
 */
export async function run(
  request: RunRequest,
  stop: Stop,
  tell: (progress: Progress) => void,
  speak: Speak,
): Promise<RunOutcome> {
  const started = performance.now();
  const install = installation();
  const note = (text: string) => tell({ kind: 'note', text });
  const resume = request.search?.resume;
  const { earlier, asked, assumed } = await beforeLoad(stop, async () => {
    const found = resume === undefined ? undefined : await readEarlier(resume, request.out);
    const read = await gather(request, install, note, found);
    // What cannot be planned is refused before the target is touched.
    const planned = planOf(read, read.facts.requests ?? 1);
    refuseEvents(read, planned.events, request);
    return { earlier: found, asked: read, assumed: planned };
  });
  for (const line of habitLines(asked, request)) note(line);
  const target = await beforeLoad(stop, () => openTarget(asked, request, install, note));
  let wishedAt = Number.POSITIVE_INFINITY;
  let unheed = () => {};
  try {
    const planned = await beforeLoad(stop, () => withCountedRequests(asked, assumed, target, note));
    const { plan, search } = planned;
    const monitors = await beforeLoad(stop, () => monitorsOf(asked, target, request));
    const clock = new RunClock();
    unheed = whenAborted(stop.wish, () => (wishedAt = clock.elapsed()));
    const begun = await begin(asked, planned, target, request, install, clock.now(), earlier);
    const { record, folder, redact } = begun;
    for (const line of opening(asked, { plan, events: record.events ?? [] }, redact(target.words), folder)) note(line);
    for (const line of record.kind === 'search' ? searchOpening(record.search) : []) note(line);
    const rails = asked.guardRails;
    const ceiling = sentCeiling(plan, rails.ceilings, search?.maxRate);
    const elapsed = () => (performance.now() - started) / 1000;
    const course = courseOf(record);
    const timeline = await measure({
      record,
      folder,
      clock,
      stop,
      tell,
      redact: lineRedactor(record.objectives, redact),
      monitors,
      events: {
        events: planned.events,
        shown: record.events ?? [],
        cwd: asked.project.root,
        env: request.environment,
        marked: plan.stages.length > 0,
      },
      guards: guardsOf(rails, plan, ceiling),
      around: aroundLoad(asked.facts.options),
      observers: [
        ...(course ? [{ saw: (line?: RecordLine) => course.add(line) }] : []),
        liveObserver(record, course, speak, tell),
      ],
      start: engineStarter(asked, begun, target, ceiling, request.load, note),
      driverOf: driverOf({ record, course, earlier, decider: install.decider, say: note, elapsed }),
    });
    if (stop.wish.aborted && !hasLoadBegun(timeline, wishedAt)) {
      await removeRun(folder);
      throw stoppedBeforeLoad(stop);
    }
    refuseBlocked(timeline, folder);
    const kept = `what was measured is in ${folder}, and loadkit report ${folder} judges it`;
    const { result, published } = await afterLoad(stop, kept, async () => {
      const { result: judged, series } = judge(record, timeline, course);
      const { formats, failOn } = request;
      return { result: judged, published: await publish(folder, judged, series, formats, { failOn }) };
    });
    const ending = { written: published.failures.length === 0, failOn: request.failOn };
    return { result, folder, published, exitCode: exitCode(result, ending) };
  } finally {
    unheed();
    await target.close();
  }
}

/** What watches the target; UserError (2, 6) where a monitor has no address, or one that is not allowed. */
function monitorsOf(
  { project, objectives, alerts }: Asked,
  target: OpenTarget,
  { environment: env }: RunRequest,
): Promise<Monitor[]> {
  const { monitors, safety } = project.service;
  const allow = [...safety.allow, ...safety.watch];
  return openMonitors({ monitors, target: target.url, allow, objectives, alerts, cwd: project.root, env });
}

/** The plan of a journey that does not say how many requests it makes, once they have been counted. */
async function withCountedRequests(
  asked: Asked,
  assumed: Planned,
  target: OpenTarget,
  note: (text: string) => void,
): Promise<Planned> {
  if (assumed.plan.profile === 'script' || asked.facts.requests !== null) return assumed;
  const requests = await countRequests(asked, assumed.plan, target);
  note(`the journey declares no \`requests\`: one iteration made ${requests}`);
  return planOf(asked, requests);
}
