import * as z from 'zod';
import { CapacityPlan } from './capacity-plan.ts';
import { ChartSeries } from './chart-series.ts';
import { RunRecord } from './record.ts';
import { Result } from './result.ts';

/** The JSON Schemas of the documents that loadkit writes: record.json, result.json, series.json of a run; plan.json. */
export function documentSchemas(): Record<string, object> {
  return {
    record: z.toJSONSchema(RunRecord),
    result: z.toJSONSchema(Result),
    series: z.toJSONSchema(ChartSeries),
    plan: z.toJSONSchema(CapacityPlan),
  };
}
