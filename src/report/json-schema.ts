import * as z from 'zod';
import { RunHistory } from '../compare/history/history.ts';
import { Baseline } from '../compare/runs/baseline.ts';
import { Comparison } from '../compare/runs/comparison.ts';
import { ComparisonSeries } from '../compare/runs/curves.ts';
import { GateResult } from '../gate/gate-result.ts';
import { CapacityPlan } from '../result/capacity-plan.ts';
import { ChartSeries } from '../result/chart-series.ts';
import { RunRecord } from '../result/record.ts';
import { Result } from '../result/result.ts';

/**
 * The JSON Schemas of the documents that loadkit writes: record.json, result.json, series.json of a run; plan.json;
 * comparison.json; a baseline; gate.json.
 */
export function documentSchemas(): Record<string, object> {
  return {
    record: z.toJSONSchema(RunRecord),
    result: z.toJSONSchema(Result),
    series: z.toJSONSchema(ChartSeries),
    plan: z.toJSONSchema(CapacityPlan),
    comparison: z.toJSONSchema(Comparison),
    'comparison-series': z.toJSONSchema(ComparisonSeries),
    baseline: z.toJSONSchema(Baseline),
    history: z.toJSONSchema(RunHistory),
    gate: z.toJSONSchema(GateResult),
  };
}
