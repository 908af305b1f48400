import { z } from 'zod';
import { RunRecord } from './record.ts';
import { ChartSeries, Result } from './result.ts';

/** The JSON Schemas of the documents in a run folder: record.json, result.json, series.json. */
export function documentSchemas(): Record<string, object> {
  return { record: z.toJSONSchema(RunRecord), result: z.toJSONSchema(Result), series: z.toJSONSchema(ChartSeries) };
}
