import path from 'node:path';
import { type Location, type Problem, RunError, UserError } from '../../errors.ts';
import { didYouMean, nearest } from '../../input/nearest.ts';
import { redactTexts } from '../../redact.ts';
import type { ProbeNote } from '../../scenario/injected.ts';
import { readDuration } from '../../units/duration.ts';
import { type Bundle, bundleScenario } from '../bundle/bundle.ts';
import { MISSES_MARK, PROBE_MARK } from '../bundle/entry.ts';
import { NO_REMOTE, refusedRemote } from '../bundle/modules.ts';
import { shown } from '../bundle/paths.ts';
import type { Engine } from '../engine/engine.ts';
import { deathIn, deathText } from '../local/death.ts';
import type { LoadFlags } from '../local/load-flags.ts';
import { noAnswer } from '../local/start-failure.ts';
import { findWord, isScriptError, readScriptError, usersPlaces } from '../log/script-errors.ts';
import { sentenceOf } from '../log/told.ts';
import { OPTION_NAMES, SCENARIO_KEYS } from './option-names.ts';
import { type Inspected, inspectBundle } from './probe.ts';
import { handing, type Unhanded, unhandedIn } from './variables.ts';

/** What a scenario is, found out without sending anything. */
export interface ScenarioFacts {
  readonly file: string;
  /** `profile`: its options come from `profile()`; `plain`: it has its own. */
  readonly kind: 'profile' | 'plain';
  readonly profile: string | null;
  /** The second argument of `profile()`, unchecked. */
  readonly override: unknown;
  /** Requests per iteration, where the scenario or a module it imports says so. */
  readonly requests: number | null;
  /**
   * The options as k6 consolidates them (shortcuts as scenarios, thresholds included), without those that are unset.
   */
  readonly options: Readonly<Record<string, unknown>>;
  /** Seconds that k6 says the scenarios last at most, and the VUs they need; of a plain scenario. */
  readonly duration: number | null;
  readonly maxVUs: number;
  readonly exports: readonly string[];
  readonly bundle: Bundle;
  /** Variables that it reads and that were not handed over, though they are set. */
  readonly unhanded: readonly Unhanded[];
  /** What k6 warns of when it loads it. */
  readonly warnings: readonly string[];
}

export interface InspectInput {
  readonly file: string;
  readonly engine: Pick<Engine, 'path'> & Partial<Pick<Engine, 'extensions'>>;
  /** The variables handed to the scenario. */
  readonly env: Readonly<Record<string, string>>;
  /** The environment in which loadkit was started. */
  readonly shell?: Readonly<Record<string, string | undefined>> | undefined;
  /** What takes the place of a plain script's own load. */
  readonly load?: LoadFlags | undefined;
  /** The file that `loadkit/k6` stands for. */
  readonly library: string;
  /** Another journey for a shipped scenario: an absolute path. */
  readonly journey?: string | undefined;
  /** Whether a share of the requests carries traceparent headers. */
  readonly traces?: boolean | undefined;
  /** Whether every iteration is to carry its stage, a plain script's too. */
  readonly staged?: boolean | undefined;
  /** Is applied to what k6 says is wrong. */
  readonly redact?: ((text: string) => string) | undefined;
}

/** Bundles a scenario and has k6 read its options. Throws UserError (2) naming the source's file and line. */
export async function inspectScenario(input: InspectInput): Promise<ScenarioFacts> {
  const { file, engine, env, library, journey, traces, staged, redact } = input;
  const bundle = await bundleScenario(file, library, { journey, traces, staged, extensions: engine.extensions });
  const source = path.resolve(file);
  const inspected = await inspectBundle(bundle, source, engine.path, env, input.load);
  const said = redact ? redacted(inspected, redact) : inspected;
  const unhanded = unhandedIn(bundle.code, env, input.shell ?? {}, missedIn(inspected));
  refuseOtherHost(unhanded, bundle);
  const mistyped = said.log.find((line) => line.level === 'warning' && UNKNOWN_FIELD.test(line.error ?? ''));
  if (mistyped) {
    throw new UserError({
      ...unknownKey(mistyped.error ?? '', OPTION_NAMES, bundle),
      why: 'k6 would only warn and run without it',
    });
  }
  if (inspected.code !== 0) {
    const error = failure(said, source, bundle);
    throw error instanceof UserError ? missing(error, unhanded) : error;
  }
  // The shortcuts stand in `scenarios` already.
  const { totalDuration, maxVUs, vus, duration, iterations, stages, ...options } = optionsIn(inspected, engine.path);
  if (options['paused'] === true) throw paused(bundle);
  const note = readNote(inspected);
  return {
    file: source,
    kind: note.profile === null ? 'plain' : 'profile',
    profile: note.profile,
    override: note.override,
    requests: checkRequests(note.requests, bundle),
    options,
    duration: typeof totalDuration === 'string' ? (readDuration(totalDuration) ?? null) : null,
    maxVUs: typeof maxVUs === 'number' ? maxVUs : 1,
    exports: note.exports ?? bundle.exports,
    bundle,
    unhanded,
    warnings: inspected.log
      .filter(({ level, source }) => level === 'warning' && source !== 'console')
      .map((line) => usersPlaces(sentenceOf(line), inspected.script)),
  };
}

function optionsIn({ stdout }: Inspected, engine: string): Readonly<Record<string, unknown>> {
  try {
    return withoutNulls(JSON.parse(stdout)) as Record<string, unknown>;
  } catch {
    throw noAnswer(engine);
  }
}

function paused({ sources }: Bundle): UserError {
  return new UserError({
    what: 'the script is paused from its beginning',
    where: findWord('paused', sources) ?? {},
    why: 'k6 would wait for somebody to resume it, and k6 v2 has no way to',
    next: 'leave out `paused`',
  });
}

/** A variable that says where the load goes must be handed over, or left out of the shell. UserError (2). */
function refuseOtherHost(unhanded: readonly Unhanded[], { sources }: Bundle): void {
  const decisive = unhanded.find(({ decidesHost }) => decidesHost);
  if (!decisive) return;
  throw new UserError({
    what: `the script reads ${decisive.name}, which is set here but not handed over: without it the load would go elsewhere`,
    where: findWord(decisive.name, sources) ?? {},
    why: 'loadkit hands a script only the variables that it is told to',
    next: `add ${handing(unhanded)}, or list the names under env: in loadkit.config.yaml; where it is not meant, unset it`,
  });
}

/** What may be the reason why a script does not load. */
function missing({ problems }: UserError, unhanded: readonly Unhanded[]): UserError {
  if (unhanded.length === 0) return new UserError(problems);
  const next = `it reads variables that are set here but not handed over: add ${handing(unhanded)}`;
  return new UserError(problems.map((problem) => ({ ...problem, next: problem.next ?? next })));
}

/** The variables that it asked for and was not handed. */
function missedIn({ log }: Inspected): string[] {
  return log.flatMap(({ source, msg }) =>
    source === 'console' && msg.startsWith(MISSES_MARK) ? [msg.slice(MISSES_MARK.length)] : [],
  );
}

function redacted(inspected: Inspected, redact: (text: string) => string): Inspected {
  const log = inspected.log.map((line) => redactTexts(line, redact, (name) => name));
  return { ...inspected, log, rest: redact(inspected.rest) };
}

function readNote({ log }: Inspected): ProbeNote {
  const line = log.find(({ source, msg }) => source === 'console' && msg.startsWith(PROBE_MARK));
  if (!line) return { profile: null, override: null, requests: null, exports: null };
  return JSON.parse(line.msg.slice(PROBE_MARK.length)) as ProbeNote;
}

function checkRequests(value: unknown, { sources }: Bundle): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new UserError({
    what: `requests is ${JSON.stringify(value)}, not a number above 0`,
    where: findWord('requests', sources) ?? {},
    next: 'export const requests = 2 when an iteration makes two requests',
  });
}

/** What k6 says of a module whose URL the script computes: the engine has no way to the network for it. */
const REMOTE = /The moduleSpecifier \\?"(.+?)\\?" couldn't be retrieved from the resolved url/;
const UNKNOWN_FIELD = /unknown field "(.*?)"/;

function failure({ code, log, rest, script }: Inspected, source: string, bundle: Bundle): UserError | RunError {
  const line = log.findLast(({ level }) => level === 'error' || level === 'fatal');
  if (!line) {
    const death = rest.split('\n').map(deathIn).find(Boolean);
    const what = death
      ? `${deathText(death)}, while it loaded the script`
      : `the engine ended with code ${code}: ${rest || 'without a word'}`;
    return new RunError({ what, where: { file: shown(source) } }, 7);
  }
  if (isScriptError(line)) {
    const { message, where = { file: shown(source) } } = readScriptError(line.msg, script);
    const remote = REMOTE.exec(message)?.[1];
    if (remote !== undefined) return new UserError({ what: refusedRemote(remote), where, next: NO_REMOTE });
    return new UserError({ what: message, where, why: 'the scenario fails while it is loaded' });
  }
  if (UNKNOWN_FIELD.test(line.msg)) return new UserError(unknownKey(line.msg, SCENARIO_KEYS, bundle));
  const said = line.msg.replace(/^could not initialize '.*?': could not load JS test '.*?': /, '');
  const what = usersPlaces(said, script);
  return new UserError({ what, where: placeOf(what, bundle) ?? { file: shown(source) } });
}

function unknownKey(text: string, known: readonly string[], { sources }: Bundle): Problem {
  const key = UNKNOWN_FIELD.exec(text)?.[1] ?? '';
  const where = findWord(key, sources);
  const next = nearest(key, known) ? didYouMean(key, known) : undefined;
  return { what: `k6 has no option \`${key}\``, ...(where ? { where } : {}), ...(next ? { next } : {}) };
}

/**
 * Where the sources name what k6 complains about: the first of its words in quotes, else the threshold's metric or the
 * scenario.
 */
function placeOf(what: string, { sources }: Bundle): Location | undefined {
  const words = [/["'`]([^"'`]+)["'`]/g, /threshold defined on (\S+);/g, /executor (\S+):/g].flatMap((pattern) => [
    ...what.matchAll(pattern),
  ]);
  for (const [, word = ''] of words) {
    const where = findWord(word, sources);
    if (where) return where;
  }
  return undefined;
}

/** k6 prints every option there is; those that nobody set are null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, withoutNulls(field)]),
  );
}
