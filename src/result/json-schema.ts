import { z } from 'zod';
import { CapacityPlan } from './capacity-plan.ts';
import { RunRecord } from './record.ts';
import { ChartSeries, Result } from './result.ts';

/** The JSON Schemas of the documents that loadkit writes: record.json, result.json, series.json of a run; plan.json. */
export function documentSchemas(): Record<string, object> {
  return {
    record: z.toJSONSchema(RunRecord),
    result: z.toJSONSchema(Result),
    series: z.toJSONSchema(ChartSeries),
    plan: z.toJSONSchema(CapacityPlan),
  };
}
