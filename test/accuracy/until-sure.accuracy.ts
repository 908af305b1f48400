import { describe, expect, test } from 'vitest';
import { plannedEnd } from '../../src/measure/drivers/planned.ts';
import { Measurement } from '../../src/plan/measurement.ts';
import { planUntil } from '../../src/plan/stages.ts';
import { judgeObjectives } from '../../src/slo/judge.ts';
import { quantileOfSorted } from '../../src/stats/moments.ts';
import { chance } from '../capacity/simulator/draws.ts';
import { shareOf, shareText } from '../capacity/simulator/row.ts';
import { SERVERS, type Server } from '../capacity/simulator/servers.ts';
import { loadPlan, promise, simulatedRun } from '../capacity/simulator/simulated-run.ts';

/** Runs on each server; RUNS=200 for the table of docs/accuracy.md. */
const RUNS = Number(process.env['RUNS'] ?? 20);
/** A stage is planned for so many requests, but for no shorter or longer than this (s): the profile load lasts half an hour. */
const REQUESTS = 240_000;
const LENGTH = { least: 300, most: 1800 };
const FIRST_SEED = 3_100_000;
/** Loads are drawn between these shares of the highest that the server carries. */
const [LEAST, MOST] = (process.env['LOADS'] ?? '0.5-1.3').split('-').map(Number) as [number, number];

interface OneRun {
  readonly load: number;
  /** Of the planned length of the stage, how much it took. */
  readonly took: number;
  readonly differs: boolean;
}

function lengthFor({ truth }: Server): number {
  return Math.round(Math.min(LENGTH.most, Math.max(LENGTH.least, REQUESTS / truth)));
}

function oneRun(server: Server, seed: number): OneRun {
  const load = LEAST + (MOST - LEAST) * chance(seed).uniform();
  const plan = loadPlan(server.truth * load, lengthFor(server));
  const { record, timeline, step } = simulatedRun(server, plan, [promise(server)], seed);
  const pilot = plannedEnd(record, timeline);
  const zone = (until: number) => {
    const measurement = new Measurement(
      { plan: planUntil(plan, until), asked: record.objectives, hostsTarget: false },
      timeline,
    );
    return judgeObjectives(measurement)[0]!.zone;
  };
  const planned = plan.duration!;
  let [took, early] = [1, undefined as string | undefined];
  for (let second = 0; second < planned; second++) {
    step();
    if (early !== undefined) continue;
    pilot.see({ t: 'gen', s: second, source: 0, cpu: 0, rss: 0, vus: 0, vusMax: 0, busy: 0, pressure: 0 });
    if (pilot.ending() === undefined) continue;
    [took, early] = [(second + 1) / planned, zone(second + 1)];
  }
  return { load, took, differs: early !== undefined && early !== zone(planned) };
}

describe(`until sure: ${RUNS} stages on each server, at ${LEAST} to ${MOST} of what it carries`, () => {
  test.each(SERVERS)('$name', (server) => {
    if (server === SERVERS[0])
      process.stdout.write(
        '\n| server | planned, s | median shorter by, % | ended early, % | verdict differs, % |\n|---|---|---|---|---|\n',
      );
    const all = Array.from({ length: RUNS }, (_, i) => oneRun(server, FIRST_SEED + i));
    const shorter =
      1 -
      quantileOfSorted(
        all.map(({ took }) => took).sort((a, b) => a - b),
        0.5,
      );
    const differs = shareOf(all, (one) => one.differs);
    const early = shareOf(all, ({ took }) => took < 1);
    process.stdout.write(
      `| ${server.name} | ${lengthFor(server)} | ${(100 * shorter).toFixed(0)} | ${shareText(early)} | ${shareText(differs)} |\n`,
    );
    expect(shorter).toBeGreaterThanOrEqual(0.6);
    expect(differs.low).toBeLessThanOrEqual(0.01);
  });
});
