import { describe, expect, test } from 'vitest';
import { courseChart, phaseBands } from '../../../../src/report/stories/capacity/course-chart.ts';
import { crossingCharts } from '../../../../src/report/stories/capacity/crossing-charts.ts';
import { scalingChart } from '../../../../src/report/stories/capacity/scaling-chart.ts';
import { standingOf } from '../../../../src/report/stories/capacity/standing.ts';
import { runModel } from '../../../../src/report/stories/stories.ts';
import { CAPACITY_CASES } from '../../capacity-fixtures.ts';

const NAMES = Object.keys(CAPACITY_CASES);
const standing = (name: string) => standingOf(CAPACITY_CASES[name]!().result)!;

describe('load against latency', () => {
  test('its points are those of the result; limit, interval and estimate are drawn', () => {
    const { search, load } = standing('capacity found');
    const [latency, bad] = crossingCharts(standing('capacity found'));
    const p95 = latency!.lines.find(({ name }) => name === 'p95')!;
    expect(p95.at).toEqual(search.points.map(({ rate }) => rate));
    expect(p95.values).toEqual(search.points.map((point) => point.p95));
    expect(latency!.limits.map(({ label }) => label)).toEqual(['limit 150 ms']);
    expect(latency!.interval).toEqual({ from: load!.lower, to: load!.upper });
    expect(latency!.uprights!.map(({ label }) => label)).toEqual([
      'medium tier 200',
      expect.stringMatching(/^estimate \d+ \(\d+ to \d+\)$/),
    ]);
    expect(bad!.limits.map(({ value }) => value)).toEqual([0.05]);
    expect(bad!.ceiling).toBeCloseTo(0.2);
  });

  test('without percentiles the mean is drawn', () => {
    const it = standing('capacity found');
    const points = it.search.points.map((point) => ({ ...point, p50: null, p95: null, p99: null }));
    const [latency] = crossingCharts({ ...it, search: { ...it.search, points } });
    expect(latency!.lines.map(({ name }) => name)).toEqual(['mean']);
  });

  test.each(NAMES)('%s: the axis reaches the tier and what was tried, and hatches what was not', (name) => {
    for (const { x, hatches, lines } of crossingCharts(standing(name))) {
      const most = x.kind === 'quantity' ? x.most : 0;
      for (const { at = [] } of lines) for (const place of at) expect(place).toBeLessThanOrEqual(most);
      expect(most).toBeGreaterThanOrEqual(standing(name).search.tierRate ?? 0);
      expect(hatches.map(({ name: hatch }) => hatch)).toEqual(['not measured']);
    }
  });
});

describe('throughput against concurrency', () => {
  test.each(NAMES)('%s: the curve ends where measuring did', (name) => {
    const chart = scalingChart(standing(name));
    const { usl } = standing(name).search;
    if (!usl) expect(chart).toBeUndefined();
    else
      for (const { at = [] } of chart!.lines)
        for (const place of at) expect(place).toBeLessThanOrEqual(usl.measuredTo + 1e-9);
  });

  test('a peak is drawn only where its throughput is stated', () => {
    const it = standing('capacity found');
    const usl = it.search.usl!;
    const at = { value: usl.measuredTo * 0.9, lower: usl.measuredTo * 0.8, upper: usl.measuredTo };
    const peak = { value: 250.4, lower: 240.2, upper: 261.1 };
    const chart = (patch: object) => scalingChart({ ...it, search: { ...it.search, usl: { ...usl, ...patch } } })!;
    expect(chart({ peakConcurrency: at, peakThroughput: peak }).uprights).toEqual([
      { at: at.value, label: 'peak 250 (240 to 262)' },
    ]);
    expect(chart({ peakConcurrency: at, peakThroughput: null }).uprights).toEqual([]);
    const far = { ...at, value: usl.measuredTo * 1.5 };
    expect(chart({ peakConcurrency: far, peakThroughput: peak }).uprights).toEqual([]);
  });
});

describe('the course of a search', () => {
  test('phases in a row are one band; the bands join', () => {
    const { probes } = standing('capacity found').search;
    const bands = phaseBands(probes);
    expect(bands[0]).toMatchObject({ name: 'doubling', from: 0 });
    expect(bands.at(-1)!.name).toBe('confirming');
    for (const [i, band] of bands.slice(1).entries()) {
      expect(band.from).toBeCloseTo(bands[i]!.to, 6);
      expect(band.name).not.toBe(bands[i]!.name);
    }
  });

  test('the rate is drawn while a probe runs, the estimate from when there is one', () => {
    const { probes } = standing('capacity found').search;
    const chart = courseChart(standing('capacity found'))!;
    const rate = chart.lines.find(({ name }) => name === 'rate')!;
    expect(rate.values[0]).toBe(probes[0]!.rate);
    const estimate = chart.lines.find(({ name }) => name === 'estimate')!;
    expect(estimate.values[0]).toBeNull();
    expect(estimate.values.at(-1)).toBe(probes.at(-1)!.estimate!.value);
    const bare = probes.map(({ estimate: _, ...probe }) => probe);
    const it = standing('capacity found');
    expect(courseChart({ ...it, search: { ...it.search, probes: bare } })!.lines.map(({ name }) => name)).toEqual([
      'rate',
    ]);
  });

  test('batches that do not count are hatched, also over the load that was sent', () => {
    const { result, series } = CAPACITY_CASES['capacity generator']!();
    const load = runModel(result, series).charts.find(({ id }) => id === 'load')!;
    expect(load.hatches.filter(({ name }) => name === 'does not count')).toHaveLength(
      result.capacity!.probes.filter(({ valid }) => !valid).length,
    );
  });
});
