/** k6's flags that take the place of a script's own load, as they were typed. */
export interface LoadFlags {
  readonly vus?: number | undefined;
  readonly duration?: string | undefined;
  readonly iterations?: number | undefined;
  /** `30s:10`, in order. */
  readonly stages?: readonly string[] | undefined;
}

/**
 * The same as k6's variables, by which `k6 inspect`, which has no such flags, reads them too: scripts give way to both.
 * LOADKIT_LOAD says that scenarios and stages do (scenario/entry/options.ts). Pure.
 */
export function loadVariables({ vus, duration, iterations, stages = [] }: LoadFlags): Record<string, string> {
  return {
    ...(vus === undefined ? {} : { K6_VUS: String(vus) }),
    ...(duration === undefined ? {} : { K6_DURATION: duration }),
    ...(iterations === undefined ? {} : { K6_ITERATIONS: String(iterations) }),
    ...(duration === undefined && iterations === undefined ? {} : { LOADKIT_LOAD: '1' }),
    ...(stages.length === 0 ? {} : { K6_STAGES: stages.join(',') }),
  };
}

/** The flags that were given, by their names. */
export function namesOf({ vus, duration, iterations, stages = [] }: LoadFlags): string[] {
  return [
    ...(vus === undefined ? [] : ['--vus']),
    ...(duration === undefined ? [] : ['--duration']),
    ...(iterations === undefined ? [] : ['--iterations']),
    ...(stages.length === 0 ? [] : ['--stage']),
  ];
}
