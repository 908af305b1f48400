import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { METRICS, type MetricKind } from '../../../src/metrics/catalogue.ts';
import type { EngineLine, Series } from '../../../src/metrics/lines/lines.ts';
import { Samples } from '../../fixtures/samples.ts';

/**
 * The contract of folding samples into lines, which the engine's own tests read, too
 * (engine/output/fold_vectors_test.go).
 */
interface Vector {
  readonly about: string;
  readonly wanted?: readonly string[];
  readonly custom?: Readonly<Record<string, readonly [type: string, contents: string]>>;
  readonly steps: readonly Step[];
  readonly lines: readonly EngineLine[];
}

interface Step {
  readonly take?: number;
  readonly at: number;
  readonly metric?: string;
  readonly value?: number | string;
  readonly request?: {
    readonly duration: number;
    readonly blocked?: number;
    readonly connecting?: number;
    readonly tls?: number;
    readonly failed?: boolean;
  };
  readonly tags?: Record<string, string>;
  readonly metadata?: Record<string, string>;
}

const FOLDER = join(import.meta.dirname, '../../vectors/fold');
const UNITS: Readonly<Record<string, MetricKind['unit']>> = { time: 'seconds', data: 'bytes', default: 'none' };

function linesOf({ wanted = [], custom = {}, steps }: Vector): EngineLine[] {
  const samples = new Samples(METRICS, wanted);
  const lines: EngineLine[] = [];
  for (const { take, at, metric, value, request, tags, metadata } of steps) {
    if (take !== undefined) lines.push(...samples.accumulator.take(take));
    else if (request) samples.request(at, { ...request, failed: request.failed ?? null }, tags, metadata);
    else samples.add(metric!, at, Number(value), tags, metadata);
  }
  const kinds = Object.entries(custom).map(([name, [type, contents]]) => [name, { type, unit: UNITS[contents] }]);
  return [...lines, ...samples.finish(Object.fromEntries(kinds))];
}

/** What lines say, whatever the ids of their series and whichever lines hold the entries of a second. */
function said(lines: readonly EngineLine[]) {
  const series = lines.filter((line): line is Series => line.t === 'series');
  const names = new Map(
    series.map(({ id, metric, type, unit, bits, tags, folded }) => [
      id,
      JSON.stringify([metric, type, unit, bits, Object.entries(tags).sort(), folded]),
    ]),
  );
  const named = ([id, ...rest]: readonly unknown[]) => [names.get(id as number), ...rest];
  const bySeries = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  const ends = lines.filter((line) => line.t === 'end');
  return {
    series: [...names.values()].sort(),
    entries: lines
      .flatMap((line) => (line.t === 'frame' ? line.d.map((entry) => [...named(entry), line.s]) : []))
      .sort(bySeries),
    exemplars: lines.flatMap((line) => (line.t === 'exemplar' ? [{ ...line, id: names.get(line.id) }] : [])),
    ends: ends.map(({ totals, other, invalid, span }) => ({
      totals: totals.map(named).sort(bySeries),
      other,
      invalid,
      span,
    })),
  };
}

it.each(readdirSync(FOLDER))('samples of a stock k6 become the lines that the engine writes: %s', (file) => {
  const vector = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Vector;
  expect(vector.lines.length).toBeGreaterThan(2);
  expect(said(linesOf(vector))).toEqual(said(vector.lines));
});
