import type { End, LedgerTotals } from '../lines/lines.ts';
import type { Source } from './source.ts';

/** What closing totals say beside those of each series. */
type Rest = Pick<End, 'other' | 'invalid' | 'lost' | 'untyped' | 'ledger'>;

/** The closing totals of several engines, added. Those of series stay with their engines, whose numbers they go by. */
export function addRests(one: Rest, other: Rest): Rest {
  const ledger = one.ledger && other.ledger ? addLedgers(one.ledger, other.ledger) : undefined;
  return {
    other: one.other + other.other,
    invalid: one.invalid + other.invalid,
    lost: (one.lost ?? 0) + (other.lost ?? 0),
    untyped: addCounts(one.untyped ?? {}, other.untyped ?? {}),
    ...(ledger ? { ledger } : {}),
  };
}

/** The closing totals of all engines as of one; undefined as long as an engine's are missing. */
export function sumOfEnds(engines: readonly Source[]): End | undefined {
  const ends = engines.map(
    (engine) => engine.end && { ...engine.end, s: engine.secondOf(engine.end.s), at: engine.at },
  );
  const [first, ...more] = ends;
  if (!first || !ends.every((end) => end !== undefined)) return undefined;
  if (more.length === 0) return engines[0]!.at === 0 ? engines[0]!.end : first;
  const spans = ends.flatMap((end) =>
    end.span ? [end.span.map((second) => second + end.at) as [number, number]] : [],
  );
  return {
    t: 'end',
    s: Math.max(...ends.map(({ s }) => s)),
    totals: [],
    ...ends.slice(1).reduce<Rest>(addRests, first),
    ...(spans.length > 0
      ? { span: [Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to))] }
      : {}),
  };
}

function addCounts(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function addLedgers(one: LedgerTotals, other: LedgerTotals): LedgerTotals {
  return {
    iterations: addCounts({ ...one.iterations }, { ...other.iterations }) as unknown as LedgerTotals['iterations'],
    requests: addCounts({ ...one.requests }, { ...other.requests }) as unknown as LedgerTotals['requests'],
  };
}
