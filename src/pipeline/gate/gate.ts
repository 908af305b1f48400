import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { AcceptedChange } from '../../compare/history/accepted.ts';
import { loadProject } from '../../config/load.ts';
import { type ForeseenGate, foreseenGate } from '../../gate/foreseen.ts';
import type { GateResult } from '../../gate/gate-result.ts';
import { judgeGate, type LegFacts } from '../../gate/judge-gate.ts';
import { judgedRun } from '../../gate/judged-run.ts';
import { gravest, UNWRITTEN } from '../../gate/outcome.ts';
import { askedBy, type Stop } from '../../measure/stop.ts';
import { reportOfGate } from '../../report/stories/gate/story.ts';
import type { Result } from '../../result/result.ts';
import { readAccepted } from '../../store/accepted-changes.ts';
import { BASELINES, readBaseline } from '../../store/baselines.ts';
import { runId } from '../../store/run-id.ts';
import { listRuns } from '../../store/runs.ts';
import { resultsNamed } from '../../store/sides.ts';
import { acceptedFile } from '../history.ts';
import { type Installation, installation } from '../installation.ts';
import { type Published, writeReports } from '../publish.ts';
import { afterLoad, beforeLoad, stoppedBeforeLoad } from '../stopping.ts';
import { shownTarget } from '../target/open-target.ts';
import { FileWriter } from '../write-files.ts';
import { foreseeLegs } from './foresee.ts';
import type { GateRequest } from './gate-request.ts';
import { refuseGiven, targetsOf, withoutEnded } from './given.ts';
import { type LegWithBaseline, legsOf } from './legs.ts';
import { endsGate, type GateTold, type MadeRuns, makeRuns } from './make-runs.ts';
import { type ReadGate, readGate } from './read-gate.ts';
import { earlierRuns, isOf } from './read-runs.ts';

export interface GateOutcome {
  readonly result: GateResult;
  readonly folder: string;
  readonly published: Published;
  /** Why runs that were not asked for by name could not be read, and do not count. */
  readonly unread: readonly string[];
  readonly exitCode: number;
}

/** A gate that was read, and what it rests on. */
interface OpenGate {
  readonly read: ReadGate;
  readonly accepted: readonly AcceptedChange[];
  /** As it may be shown. */
  readonly target: string | null;
  readonly legs: readonly LegWithBaseline[];
}

/** What a gate is going to do, without sending anything. UserError (2) where it could never fail. */
export async function foreseeGate(request: GateRequest, note: (text: string) => void): Promise<ForeseenGate> {
  const install = installation();
  const { read, legs } = await openGate(request, install);
  return foreseenGate(read.name, await foreseeLegs(legs, install, note));
}

/**
 * One gate: read it and its baselines, refuse one that could never fail, make its runs, judge them together, publish.
 * Throws only before load is sent.
 */
export async function gate(request: GateRequest, stop: Stop, told: GateTold): Promise<GateOutcome> {
  const install = installation();
  const { out } = request.run;
  const { open, given } = await beforeLoad(stop, async () => {
    const opened = await openGate(request, install);
    const note = (text: string) => told.tell({ kind: 'note', text });
    const named = request.from.length > 0 ? await resultsNamed(request.from.join(','), out) : [];
    if (!request.make) {
      refuseGiven(opened.legs, named);
      return { open: { ...opened, target: shown(request.run.target) ?? targetsOf(opened.legs, named) }, given: named };
    }
    const results = withoutEnded(named, note);
    await foreseeLegs(opened.legs, install, note, results);
    return { open: opened, given: results };
  });
  const made = await runsOfLegs(open.legs, given, request.make, stop, told);
  const folder = join(resolve(out), runId(new Date(), 'gate', open.read.name, randomBytes(3).toString('hex')));
  const ids = made.flatMap(({ runs }) => runs.map(({ told: { id } }) => id));
  return afterLoad(stop, `its runs are in ${out}, and loadkit gate --from ${ids.join(',')} judges them`, async () => {
    const unread: string[] = [];
    const result = judgeGate(factsOf(open, given, stop, install), await factsOfLegs(open, made, out, unread));
    const published = await publishGate(result, folder, request);
    const { code } = gravest([{ code: result.exitCode }, ...(published.failures.length > 0 ? [UNWRITTEN] : [])]);
    return { result, folder, published, unread, exitCode: result.exitCode === 0 ? code : result.exitCode };
  });
}

async function openGate(request: GateRequest, install: Installation): Promise<OpenGate> {
  const { cwd, configFile, environment, target } = request.run;
  const project = await loadProject({ cwd, configFile, env: environment, shippedTiers: install.tiers });
  const read = await readGate(request, project, install);
  const legs = await Promise.all(
    legsOf(read, request, project, install).map(async (leg): Promise<LegWithBaseline> => {
      if (leg.compare === 'none') return { leg, baseline: null };
      const subject = { scenario: leg.scenario, tier: leg.tier, search: false };
      const kept = await readBaseline(join(project.root, BASELINES), subject);
      return { leg, baseline: kept?.baseline.runs ?? null };
    }),
  );
  const accepted = await readAccepted(acceptedFile(project));
  return { read, legs, accepted, target: shown(target ?? project.service.target) };
}

function shown(target: string | null | undefined): string | null {
  return target ? shownTarget(target) : null;
}

/** The runs of each leg: those that were given, and those that are made beside them. */
async function runsOfLegs(
  legs: readonly LegWithBaseline[],
  given: readonly Result[],
  make: boolean,
  stop: Stop,
  told: GateTold,
): Promise<MadeRuns[]> {
  const made: MadeRuns[] = [];
  for (const { leg } of legs) {
    const there = given.filter((result) => isOf(result, leg)).map((result) => judgedRun(result, leg.request.failOn));
    const asItIs = { runs: there, failure: null };
    made.push(make && !made.some(endsGate) ? await makeRuns(leg, there, stop, told) : asItIs);
  }
  // Nothing was measured: it ends as a run does.
  if (made.every(({ runs }) => runs.length === 0)) {
    if (stop.wish.aborted) throw stoppedBeforeLoad(stop);
    for (const { failure } of made) if (failure) throw failure.error;
  }
  return made;
}

function factsOf({ read, target, legs }: OpenGate, given: readonly Result[], stop: Stop, install: Installation) {
  const by = stop.wish.aborted ? askedBy(stop) : null;
  return {
    gate: read.name,
    loadkit: install.version,
    madeAt: new Date().toISOString(),
    target,
    failOn: read.gate.failOn,
    changes: read.gate.changes,
    sources: read.gate.sources,
    stoppedBy: by,
    stopCode: by === null ? null : by === 'SIGINT' ? 130 : 143,
    others: given.filter((result) => !legs.some(({ leg }) => isOf(result, leg))).map(({ run }) => run.id),
  };
}

async function factsOfLegs(
  { legs, accepted }: OpenGate,
  made: readonly MadeRuns[],
  out: string,
  unread: string[],
): Promise<LegFacts[]> {
  const folders = await listRuns(out);
  return Promise.all(
    legs.map(async ({ leg, baseline }, at): Promise<LegFacts> => {
      const { scenario, tier, repeats, compare } = leg;
      return {
        scenario,
        tier,
        repeats,
        compare,
        baseline,
        ...made[at]!,
        accepted,
        history: await earlierRuns(leg, folders, unread),
      };
    }),
  );
}

async function publishGate(result: GateResult, folder: string, { formats }: GateRequest): Promise<Published> {
  const writer = new FileWriter();
  const report = reportOfGate(result);
  await writeReports(writer, report, formats, folder);
  return { report, files: writer.files, failures: writer.failures };
}
