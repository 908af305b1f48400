import { whenAborted } from '../host/heeding.ts';
import { exitCode } from '../judge/exit-code.ts';
import { judge } from '../judge/judge.ts';
import { courseOf } from '../judge/search/methods.ts';
import { hasLoadBegun } from '../judge/watch/load-begun.ts';
import { finishBundle } from '../k6/bundle/finish.ts';
import { placeScript } from '../k6/bundle/place.ts';
import { startEngine } from '../k6/local/run.ts';
import { driverOf } from '../measure/drivers/driver-of.ts';
import { aroundLoad } from '../measure/guard.ts';
import { guardsOf } from '../measure/guards.ts';
import { liveObserver, type Speak } from '../measure/live.ts';
import { measure } from '../measure/measure.ts';
import type { Progress } from '../measure/observer.ts';
import { RunClock } from '../measure/run-clock.ts';
import type { Stop } from '../measure/stop.ts';
import type { TimelineLine } from '../metrics/frame.ts';
import { tagsNamed } from '../objectives/tags.ts';
import { refuseAboveCeilings, sentCeiling } from '../plan/ceilings.ts';
import type { Plan } from '../plan/plan.ts';
import type { SearchRecord } from '../result/capacity.ts';
import type { ChartSeries } from '../result/chart-series.ts';
import type { RunRecord } from '../result/record.ts';
import type { Result } from '../result/result.ts';
import { traceDigits } from '../store/run-id.ts';
import { createRun, removeRun, saveRecord } from '../store/runs.ts';
import { countRequests } from './count-requests.ts';
import { redactorOf } from './environment.ts';
import { habitLines } from './habits.ts';
import { injectedOf } from './injected.ts';
import { installation } from './installation.ts';
import { opening } from './opening.ts';
import { type Prepared, prepare } from './prepare.ts';
import { provenanceOf } from './provenance.ts';
import { DEFAULT_FORMATS, publish } from './publish.ts';
import { lineRedactor, redactRecord } from './redact-record.ts';
import { refuseBlocked } from './refuse-blocked.ts';
import type { RunRequest } from './request.ts';
import { readEarlier, requireSameSearch, type SearchLikeness } from './resumed.ts';
import { searchOpening } from './search-opening.ts';
import { afterLoad, beforeLoad, stoppedBeforeLoad } from './stopping.ts';
import { type OpenTarget, openTarget } from './target.ts';
import type { Published } from './write-files.ts';

export interface RunOutcome {
  readonly result: Result;
  readonly series: ChartSeries;
  readonly folder: string;
  readonly published: Published;
  readonly exitCode: number;
}

/** One run: read what the project says, plan, open the target, measure, judge, publish. Throws only before load is sent. */
export async function run(
  request: RunRequest,
  stop: Stop,
  tell: (progress: Progress) => void,
  speak: Speak,
): Promise<RunOutcome> {
  const begun = performance.now();
  const install = installation();
  const note = (text: string) => tell({ kind: 'note', text });
  const resume = request.search?.resume;
  const { earlier, planned } = await beforeLoad(stop, async () => {
    const found = resume === undefined ? undefined : await readEarlier(resume, request.out);
    return { earlier: found, planned: await prepare(request, install, note, found) };
  });
  for (const line of habitLines(planned, request)) note(line);
  const target = await beforeLoad(stop, () => openTarget(planned, request, install, note));
  try {
    const prepared = await beforeLoad(stop, () => withCountedRequests(planned, target, note));
    const { plan, facts, engine, env } = prepared;
    const clock = new RunClock();
    const startedAt = clock.now();
    let wishedAt = Number.POSITIVE_INFINITY;
    whenAborted(stop.wish, () => (wishedAt = clock.elapsed()));
    const searched = prepared.searchFor?.(plan.requestsPerIteration ?? 1);
    const redact = redactorOf(env, target.url);
    if (earlier && searched) requireSameSearch(earlier, likenessOf(prepared, redact, target.shown, searched));
    const { id, folder, sequence } = await createRun(request.out, plan.scenario, plan.tier, startedAt);
    const written: RunRecord = {
      version: 1,
      sequence,
      id,
      target: target.shown,
      plan,
      tiers: prepared.project.tiers.map(({ name, rate }) => ({ name, rate })),
      objectives: [...prepared.objectives],
      ...(searched ? { search: searched } : {}),
      provenance: provenanceOf(prepared, request, install, target, startedAt),
    };
    const record = redactRecord(written, redact);
    await saveRecord(folder, record);
    for (const line of opening(prepared, redact(target.words), folder)) note(line);
    for (const line of record.search ? searchOpening(record.search) : []) note(line);
    const tags = tagsNamed(prepared.objectives);
    const rails = prepared.guardRails;
    const ceiling = sentCeiling(plan, rails.ceilings, searched?.maxRate);
    const startWith = async (sent: Plan) => {
      refuseAboveCeilings(sent, rails.ceilings);
      const script = await placeScript({
        code: finishBundle(facts.bundle.code, injectedOf(sent, target, traceDigits(id), tags)),
        usesFiles: facts.bundle.usesFiles,
        source: facts.file,
        runDir: folder,
        runId: id,
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
        load: request.load,
        blocked: target.safety.blacklistIPs,
        ownRanges: listOf(facts.options['blacklistIPs']),
        redact,
        onLog: ({ text }) => note(text),
      });
    };
    const elapsed = () => (performance.now() - begun) / 1000;
    const course = courseOf(record);
    const timeline = await measure({
      record,
      folder,
      clock,
      stop,
      tell,
      redact: lineRedactor(record.objectives, redact),
      guards: guardsOf(rails, plan, ceiling),
      around: aroundLoad(facts.options),
      observers: [
        ...(course ? [{ saw: (line?: TimelineLine) => course.add(line) }] : []),
        liveObserver(record, course, speak, tell),
      ],
      start: startWith,
      driverOf: driverOf({ record, course, earlier, decider: install.decider, say: note, elapsed }),
    });
    if (stop.wish.aborted && !hasLoadBegun(timeline, wishedAt)) {
      await removeRun(folder);
      throw stoppedBeforeLoad(stop);
    }
    refuseBlocked(timeline, folder);
    const { result, series, published } = await afterLoad(stop, folder, async () => {
      const judged = judge(record, timeline, course);
      const formats = request.formats.length > 0 ? request.formats : DEFAULT_FORMATS;
      const { failOn } = request;
      return { ...judged, published: await publish(folder, judged.result, judged.series, formats, { failOn }) };
    });
    const ending = { written: published.failures.length === 0, failOn: request.failOn };
    return { result, series, folder, published, exitCode: exitCode(result, ending) };
  } finally {
    await target.close();
  }
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function likenessOf(
  prepared: Prepared,
  redact: (text: string) => string,
  shown: string,
  search: SearchRecord,
): SearchLikeness {
  const { plan, facts, engine, target, targetVersion } = prepared;
  return {
    plan,
    target: redact(shown),
    targetVersion: targetVersion && redact(targetVersion),
    sandbox: target === 'sandbox',
    objectives: search.objectives,
    bundleHash: facts.bundle.hash,
    engineVersion: engine.version,
  };
}

/** The plan of a journey that does not say how many requests it makes, once they have been counted. */
async function withCountedRequests(
  prepared: Prepared,
  target: OpenTarget,
  note: (text: string) => void,
): Promise<Prepared> {
  if (prepared.plan.profile === 'script' || prepared.facts.requests !== null) return prepared;
  const requests = await countRequests(prepared, target);
  note(`the journey declares no \`requests\`: one iteration made ${requests}`);
  return { ...prepared, plan: prepared.planFor(requests) };
}
