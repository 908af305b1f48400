/** The public API: run and judge from a program, and the documents' schemas. */

export { Baseline } from './compare/runs/baseline.ts';
export { Comparison } from './compare/runs/comparison.ts';
export { jsonSchemas } from './config/json-schema.ts';
export type { Progress } from './measure/observer.ts';
export type { Stop } from './measure/stop.ts';
export { type JudgeAgainRequest, judgeAgain } from './pipeline/judge-again.ts';
export { type PlanCapacityOutcome, type PlanCapacityRequest, planCapacity } from './pipeline/plan-capacity.ts';
export type { RunRequest, SearchWish } from './pipeline/request.ts';
export { type RunOutcome, run } from './pipeline/run.ts';
export { documentSchemas } from './report/json-schema.ts';
export type { CapacityResult, LoadPoint, Probe, SearchPlan, UslResult } from './result/capacity.ts';
export { CapacityPlan } from './result/capacity-plan.ts';
export { ChartSeries } from './result/chart-series.ts';
export { RunRecord } from './result/record.ts';
export { Result } from './result/result.ts';
