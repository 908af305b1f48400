import type { Result } from '../../../src/result/result.ts';

/** What both made of one script. */
export interface Pair {
  readonly k6: number | null;
  /** Expressions that k6 found broken, by their metric: `http_reqs count>0`. Null where it wrote none. */
  readonly k6Broken: readonly string[] | null;
  readonly loadkit: number | null;
  readonly terminal: string;
  readonly result: Result | undefined;
}

/** `equal`: both say the same. `stricter`: loadkit says no where k6 says yes. `lenient` must not be. */
export interface Agreement {
  readonly is: 'equal' | 'otherwise red' | 'stricter' | 'lenient' | 'unexplained';
  /** In words, without this run's numbers: the same of every script of its kind. */
  readonly kind: string;
}

/** loadkit's codes that say the same as k6's. */
const SAME: Readonly<Record<number, readonly number[]>> = {
  0: [0],
  99: [3],
  104: [2],
  107: [2, 7, 9],
  108: [7],
  110: [3],
  255: [2],
};

/**
 * Whether loadkit is at least as strict as the bare engine, and where it is stricter, whether it says why: the terminal
 * must hold the line of an objective, a reason or a note that the result rests on.
 */
export function compare({ k6, k6Broken, loadkit, terminal, result }: Pair): Agreement {
  const codes = `k6 ${k6}, loadkit ${loadkit}`;
  if (k6 !== 0 && loadkit === 0) return { is: 'lenient', kind: codes };
  const missed = brokenButMet(k6Broken ?? [], result);
  if (missed.length > 0) return { is: 'lenient', kind: `${codes}: a threshold that k6 found broken is met` };
  if (k6 !== null && SAME[k6]?.includes(loadkit ?? -1)) return { is: 'equal', kind: codes };
  const why = reasonOf(loadkit, result, terminal);
  if (why === undefined) return { is: 'unexplained', kind: codes };
  return { is: k6 === 0 ? 'stricter' : 'otherwise red', kind: `${codes}: ${why}` };
}

/** k6's broken thresholds that are green here. Those of a run that says nothing at all are not. */
function brokenButMet(broken: readonly string[], result: Result | undefined): string[] {
  if (!result || result.verdict === 'inconclusive') return [];
  const met = new Set(result.objectives.filter(({ zone }) => zone === 'met').map(({ name }) => name));
  return broken.filter((name) => met.has(name));
}

/** The reason as the terminal tells it, without numbers; undefined where it tells none. */
function reasonOf(code: number | null, result: Result | undefined, terminal: string): string | undefined {
  const flat = terminal.replace(/\s+/g, ' ');
  if (!result)
    return /^loadkit: (.+)$/m
      .exec(terminal)?.[1]
      ?.replace(/^\S+\.js:[\d:]+ /, '')
      .replace(/\d+/g, 'N');
  const told = (text: string | null | undefined) => !!text && flat.includes(text.replace(/\s+/g, ' ').slice(0, 60));
  if (code === 9)
    return result.caveats.some(({ text }) => told(text)) ? 'all met, something beside it failed' : undefined;
  if (code === 7) return told(result.run.reason) ? `the run was ${result.run.state}` : undefined;
  if (code === 3) {
    const broken = result.objectives.filter(({ counts, zone, name }) => counts && zone === 'critical' && told(name));
    const own = broken.map(({ name, source }) => (source === 'k6' ? 'a threshold of the script' : name));
    return own.length > 0 ? [...new Set(own)].sort().join(', ') : undefined;
  }
  const counted = result.objectives.filter(({ counts, required }) => counts && required);
  const [reason] = result.validity.reasons;
  if (reason) return told(reason.text) ? `not valid, ${reason.code}` : undefined;
  const silent = counted.filter(({ zone }) => zone === 'no-data');
  if (silent.length > 0 && silent.some(({ note, name }) => told(note) || told(name)))
    return `no data: ${[...new Set(silent.map(({ note }) => (note ?? '').replace(/[\d.,]+/g, 'N').slice(0, 90)))].join('; ')}`;
  return /No data/.test(terminal) ? 'nothing could be judged' : undefined;
}
