import * as z from 'zod';

/** Standard errors of a stage's figures within its run, by blocks of time; null where there are too few. */
export const StageErrors = z.strictObject({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  failed: z.number().nullable(),
  throughput: z.number().nullable(),
});
export type StageErrors = z.infer<typeof StageErrors>;
