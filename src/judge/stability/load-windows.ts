import type { GeneratorCell } from '../../metrics/generator/generator-cell.ts';
import type { Cell } from '../../metrics/timeline/cell.ts';
import type { Measurement } from '../../plan/measurement.ts';
import type { ChartSeries } from '../../result/chart-series.ts';
import type { LoadWindow } from '../../stability/load-window.ts';
import { health } from '../../validity/judge.ts';
import { FAILED, FAILURES, REQUESTS, SUCCESSES } from '../layout.ts';
import { totalsOf } from '../totals.ts';

/** What came of the load, window by window; `spoilt`: stages of which nothing can be believed. */
export function loadWindows(
  measurement: Measurement,
  { bin, windows, planned, plannedKind, p50, p95, p99 }: ChartSeries,
  spoilt: ReadonlySet<string>,
): LoadWindow[] {
  const { timeline, plan, tightest } = measurement;
  const [requests, failures] = [timeline.windows(REQUESTS), timeline.windows(FAILURES)];
  const [successes, slow] = [timeline.windows(SUCCESSES), timeline.windows(FAILED)];
  const cells = timeline.generatorWindows(0, windows);
  const each = requestsEach(measurement);
  return Array.from({ length: windows }, (_, i) => {
    const cell = cells[i];
    const at = (i + 0.5) * bin;
    const completed = (requests[i]?.sum ?? 0) / bin;
    const failed = (failures[i]?.sum ?? 0) / bin;
    const within = plan.stages.find(({ from, to }) => at >= from && at < to);
    const stage = within?.name ?? null;
    return {
      at,
      offered: plannedKind === 'rate' ? (planned[i] ?? null) : null,
      arrived: cell?.counted ? (cell.scheduled / bin) * each : null,
      users: plannedKind === 'users' ? (planned[i] ?? null) : null,
      completed,
      good: completed - failed,
      failed,
      mean: successes[i]?.mean ?? null,
      p50: p50[i] ?? null,
      p95: p95[i] ?? null,
      p99: p99[i] ?? null,
      meanFailed: slow[i]?.mean ?? null,
      inFlight: inFlightOf(cell, successes[i], slow[i], bin),
      dropped: (cell?.dropped ?? 0) / bin,
      changing: within !== undefined && within.role !== 'ramp' && at < within.rampTo,
      recovering: within?.role === 'recovery',
      stage,
      spoilt:
        cell === undefined ||
        (stage !== null && spoilt.has(stage)) ||
        health(null, cell, timeline.cores, tightest).length > 0,
    };
  });
}

/** Requests that an iteration makes, the fewer of what was declared and measured: none may seem to be missing. */
function requestsEach({ timeline, plan: { requestsPerIteration: declared } }: Measurement): number {
  const { requestsPerIteration: measured } = totalsOf(timeline);
  return Math.min(declared ?? measured ?? 1, measured ?? declared ?? 1);
}

/** As the engine's ledger counted them; by Little's law (L = λW) where none was kept. */
function inFlightOf(
  cell: GeneratorCell | undefined,
  good: Cell | undefined,
  failed: Cell | undefined,
  bin: number,
): number | null {
  if (!cell) return null;
  return cell.inFlight ?? ((good?.sum ?? 0) + (failed?.sum ?? 0)) / bin;
}
