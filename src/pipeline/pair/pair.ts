import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { comparePairs } from '../../compare/pairs/compare-pairs.ts';
import { blockOrder, type SideName } from '../../compare/pairs/order.ts';
import { type PairTimes, pairTimes } from '../../compare/pairs/time-plan.ts';
import { type Comparison, comparisonExitCode } from '../../compare/runs/comparison.ts';
import type { RunFigures } from '../../compare/runs/run-figures.ts';
import { shareFailed } from '../../compare/runs/run-metrics.ts';
import { StopError, UserError } from '../../errors.ts';
import type { Server } from '../../host/server.ts';
import type { Speak } from '../../measure/live.ts';
import type { Progress } from '../../measure/observer.ts';
import type { Stop } from '../../measure/stop.ts';
import { createRedactor } from '../../redact.ts';
import { runId } from '../../store/run-id.ts';
import { curvesIn } from '../../store/sides.ts';
import { formatSeconds, formatSpan, formatValue } from '../../units/format.ts';
import { publishComparison } from '../compare-sides.ts';
import { type Asked, gather } from '../gather.ts';
import { installation } from '../installation.ts';
import { planOf } from '../plan-of.ts';
import type { Published } from '../publish.ts';
import { type RunOutcome, run } from '../run.ts';
import { passwordIn, secretsInCommands } from '../scenario/environment.ts';
import { beforeLoad } from '../stopping.ts';
import { readsTarget, shownTarget } from '../target/open-target.ts';
import { makeBlocks, type PairBlock } from './blocks.ts';
import type { PairRequest, Version } from './request.ts';
import { refuseForbidden, requireAnswers, startSides, versionsOf } from './sides.ts';

export interface PairOutcome {
  readonly comparison: Comparison;
  /** What was compared: the first of each side are neighbours, and so on. */
  readonly figures: { readonly before: readonly RunFigures[]; readonly after: readonly RunFigures[] };
  readonly folder: string;
  readonly published: Published;
  readonly exitCode: number;
}

/** How the progress of a pair is told. */
export interface Telling {
  readonly tell: (progress: Progress) => void;
  readonly speak: Speak;
}

/**
 * Two versions on one machine in interleaved blocks, each an ordinary run of the scenario against one of them: gather,
 * see that load may go to both, start them where that is asked for, make the blocks, compare neighbours. Throws before
 * load is sent, and where a version is gone.
 */
export async function runPair(request: PairRequest, stop: Stop, { tell, speak }: Telling): Promise<PairOutcome> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const install = installation();
  const note = (text: string) => tell({ kind: 'note', text });
  const servers: Server[] = [];
  try {
    const { asked, sides, safe, times, timeScale } = await beforeLoad(stop, async () => {
      const found = await versionsOf(request);
      const read = await gather({ ...request.run, target: found[0].target }, install, note);
      refuseOwnTarget(read);
      const planned = timed(read, request);
      await refuseForbidden(found, read, request.run, install);
      const safe = createRedactor([
        ...found.flatMap(({ target }) => passwordIn(target)),
        ...secretsInCommands(commandsOf(found), request.run.environment),
      ]);
      return { asked: read, sides: found, safe, ...planned };
    });
    const folder = folderFor(asked, request);
    for (const line of opening(asked, sides, times, folder)) note(safe.words(line));
    await beforeLoad(stop, async () => {
      await startSides(sides, request.run, servers, safe.words);
      await requireAnswers(sides, asked, request.run, install, note);
    });
    const warned = new Set<string>();
    const make = async (name: SideName): Promise<RunOutcome | undefined> => {
      const { target } = sides[name === 'A' ? 0 : 1];
      const block = { ...request.run, target, timeScale, out: folder, formats: ['json'] };
      return run(block, stop, blockTelling(tell, speak, warned), speak).catch((error: unknown) => {
        if (error instanceof StopError) return undefined;
        note(`the blocks until then are in ${folder}`);
        throw error;
      });
    };
    const made = await makeBlocks({
      order: blockOrder(times.pairs, asked.seed),
      block: times.block,
      budget: request.budget,
      elapsed,
      make,
      say: (text, outcome) => note(outcome ? `${text}: ${figuresLine(outcome)}` : text),
      asked: () => (stop.wish.aborted && stop.wish.reason instanceof StopError ? stop.wish.reason : undefined),
    });
    const [a, b] = [pairedBlocks(made.blocks, 'A'), pairedBlocks(made.blocks, 'B')];
    const broken = { before: a.broken, after: b.broken };
    const invalid = { before: made.invalid.A, after: made.invalid.B };
    const comparison = comparePairs(a.figures, b.figures, { doubts: made.doubts, broken, invalid });
    if (a.figures.length < times.pairs) note(`${a.figures.length} of ${times.pairs} pairs were made`);
    const [before, after] = [await curvesIn(folder, comparison.before), await curvesIn(folder, comparison.after)];
    const published = await publishComparison(folder, comparison, { before, after }, request.run.formats);
    const code = made.exitCode ?? comparisonExitCode(comparison);
    const figures = { before: a.figures, after: b.figures };
    return { comparison, figures, folder, published, exitCode: code === 0 && published.failures.length > 0 ? 9 : code };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** The lines for the shell as events have them. */
function commandsOf(sides: readonly Version[]) {
  return sides.flatMap(({ command }) => (command === undefined ? [] : [{ run: [command] }]));
}

/** Refuses a script that would send all of its requests past both versions. UserError (2). */
function refuseOwnTarget({ facts }: Asked): void {
  if (readsTarget(facts)) return;
  throw new UserError({
    what: 'the script says itself where its requests go: neither version would get any',
    where: { file: facts.file },
    next: "let it build its URLs from `target`: import { target } from 'loadkit/k6'",
  });
}

/** Pairs, the length of a block, and the time-scale that makes the scenario as long. */
function timed(asked: Asked, { budget, pairs, block }: PairRequest): { times: PairTimes; timeScale: number } {
  const requests = asked.facts.requests ?? 1;
  const { duration } = planOf(asked, requests).plan;
  const script = asked.profile === 'script';
  if (duration === null)
    throw new UserError({
      what: 'nobody knows how long a block of this script takes',
      where: { file: asked.facts.file },
      why: 'a pair is made of blocks of equal length',
      next: 'give its scenario a duration, or take one of the profiles',
    });
  if (script && block !== undefined)
    throw new UserError({
      what: 'a plain script says itself how long it runs',
      where: { path: '--block' },
      next: 'leave out --block, and give the script another duration',
    });
  const times = pairTimes({ budget, pairs, fixed: script ? duration : block });
  const timeScale = script ? 1 : times.block / duration;
  try {
    planOf({ ...asked, timeScale }, requests);
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (problem?.where?.path !== '--time-scale') throw error;
    throw new UserError({
      what: `blocks of ${formatSpan(times.block)} are too short for ${asked.scenario.name}`,
      where: { path: '--budget' },
      why: problem.what,
      next: 'give a longer --budget, or take a scenario of one stage, such as load',
    });
  }
  return { times, timeScale };
}

function folderFor({ scenario, tier, profile }: Asked, { run: { out } }: PairRequest): string {
  const tail = randomBytes(3).toString('hex');
  return resolve(out, runId(new Date(), `pair ${scenario.name}`, profile === 'script' ? null : tier.name, tail));
}

/** What will be done, and how long it takes, before anything is sent. */
function opening(
  { scenario, tier, seed }: Asked,
  [a, b]: readonly [Version, Version],
  times: PairTimes,
  folder: string,
): string[] {
  const words = ({ target, command }: Version) =>
    command === undefined ? shownTarget(target) : `${shownTarget(target)}, started by: ${command}`;
  return [
    `${scenario.name} at tier ${tier.name}, two versions in turn`,
    `A, before: ${words(a)}`,
    `B, after:  ${words(b)}`,
    ...(a.target === b.target ? ['A and B are the same target: what differs between them is chance (A/A)'] : []),
    `${times.pairs} pairs of blocks of ${formatSeconds(times.block)} of load, in an order drawn from seed ${seed}: about ${formatSpan(times.total)} in all`,
    `pair folder: ${folder}`,
  ];
}

/** Of a block its warnings are told, each once, and on a terminal how far it has come. */
function blockTelling(tell: Telling['tell'], speak: Speak, warned: Set<string>): Telling['tell'] {
  return (progress) => {
    if (progress.kind === 'live') {
      if (speak === 'live') tell(progress);
    } else if (progress.text.startsWith('warning: ') && !warned.has(progress.text)) {
      warned.add(progress.text);
      tell(progress);
    }
  };
}

function figuresLine({ result }: RunOutcome): string {
  const stage = result.stages.find(({ counts }) => counts);
  if (!stage) return `${formatValue(result.totals.requests, 'count')} requests`;
  const { latency, throughput } = stage;
  return `p50 ${formatValue(latency.p50, 'seconds')}, p95 ${formatValue(latency.p95, 'seconds')}, failed ${formatValue(shareFailed(stage), 'ratio')}, ${formatValue(throughput, 'per second')}`;
}

/** What one version's blocks show, of those that have a neighbour. */
function pairedBlocks(blocks: readonly PairBlock[], side: SideName) {
  const whole = blocks.slice(0, blocks.length - (blocks.length % 2));
  const own = whole.filter((block) => block.side === side);
  return { figures: own.map(({ figures }) => figures), broken: own.map(({ broken }) => broken) };
}
