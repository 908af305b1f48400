import { join } from 'node:path';
import { effectiveAlerts, effectiveObjectives } from '../config/effective.ts';
import { loadProject } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { judge } from '../judge/judge.ts';
import { layoutOf } from '../judge/layout.ts';
import { courseOf } from '../judge/search/methods.ts';
import { Timeline } from '../metrics/timeline/timeline.ts';
import type { RunRecord } from '../result/record.ts';
import type { Result } from '../result/result.ts';
import { FILES, findRun, loadRecord } from '../store/runs.ts';
import { readTimeline } from '../store/timeline-file.ts';
import { installation } from './installation.ts';
import { type Published, publish } from './publish.ts';
import { chooseTier } from './tiers.ts';

export interface JudgeAgainRequest {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A run folder, its id, or `latest`. */
  readonly run: string;
  readonly out: string;
  readonly formats: readonly string[];
  /** `saved`, `current`, or a configuration file. */
  readonly objectives: string;
}

/** Reads a record and judges it anew; other objectives than the saved ones give other files beside the first. */
export async function judgeAgain(
  request: JudgeAgainRequest,
): Promise<{ result: Result; folder: string; published: Published }> {
  const folder = await findRun(request.run, request.out);
  const saved = await loadRecord(folder);
  const changed = request.objectives !== 'saved';
  if (changed && saved.kind === 'search') refuseOthers(folder);
  const record = changed ? { ...saved, ...(await othersFor(saved, request)) } : saved;
  const timeline = new Timeline(layoutOf(record));
  const course = courseOf(record);
  for await (const line of readTimeline(join(folder, FILES.timeline))) {
    timeline.add(line);
    course?.add(line);
  }
  const judged = judge(record, timeline, course);
  const caveat = {
    id: 'caveat/other-objectives',
    code: 'other-objectives',
    text: `judged by other objectives than the run's own: ${request.objectives}`,
  } as const;
  const result = changed ? { ...judged.result, caveats: [caveat, ...judged.result.caveats] } : judged.result;
  const prefix = changed ? 'rejudged-' : '';
  const published = await publish(folder, result, judged.series, request.formats, { prefix });
  return { result, folder, published };
}

/** The counts by number in flight were made for the limits that were searched: others cannot be read from them. */
function refuseOthers(folder: string): never {
  throw new UserError({
    what: 'a capacity search cannot be judged by other objectives',
    where: { path: '--objectives', file: folder },
    why: 'bad requests were counted for those that it searched',
    next: "search again: loadkit capacity --objective '…'",
  });
}

/** The objectives and alerts of the project as it is now. What an alert asks of a monitor may not have been read. */
async function othersFor(
  { plan, provenance }: RunRecord,
  request: JudgeAgainRequest,
): Promise<Required<Pick<RunRecord, 'objectives' | 'alerts'>>> {
  const configFile = request.objectives === 'current' ? undefined : request.objectives;
  const { cwd, environment } = request;
  const project = await loadProject({ cwd, configFile, env: environment, shippedTiers: installation().tiers });
  const tier = chooseTier(project, plan.tier ?? undefined);
  const { scenario, profile } = plan;
  const objectives = effectiveObjectives({
    service: project.service,
    tier,
    scenario,
    profile,
    flags: [],
    at: provenance.startedAt,
    k6: plan.options['thresholds'],
  });
  return { objectives, alerts: effectiveAlerts({ service: project.service, scenario, profile }, project.alertRules) };
}
