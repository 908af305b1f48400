import type { Draw } from './draw.ts';

export interface DrawnScenario {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether it ends by its time, and soon, whatever the iterations do. */
  readonly ends: boolean;
}

const EXECUTORS: readonly ((draw: Draw) => Record<string, unknown>)[] = [
  (draw) => ({
    executor: 'shared-iterations',
    vus: draw.whole(1, 3),
    iterations: draw.whole(3, 20),
    maxDuration: '4s',
  }),
  (draw) => ({ executor: 'per-vu-iterations', vus: draw.whole(1, 3), iterations: draw.whole(1, 6), maxDuration: '4s' }),
  (draw) => ({ executor: 'constant-vus', vus: draw.whole(1, 4), duration: `${draw.whole(1, 3)}s` }),
  (draw) => ({
    executor: 'ramping-vus',
    startVUs: draw.whole(0, 2),
    stages: [
      { duration: '1s', target: draw.whole(1, 4) },
      { duration: '1s', target: draw.whole(0, 2) },
    ],
  }),
  (draw) => ({
    executor: 'constant-arrival-rate',
    rate: draw.whole(4, 15),
    timeUnit: '1s',
    duration: `${draw.whole(2, 3)}s`,
    ...drawUsers(draw),
  }),
  (draw) => ({
    executor: 'ramping-arrival-rate',
    startRate: draw.whole(1, 5),
    timeUnit: '1s',
    stages: [
      { duration: '1s', target: draw.whole(5, 15) },
      { duration: '1s', target: draw.whole(0, 10) },
    ],
    ...drawUsers(draw),
  }),
];

/** Enough for slow requests, or far too few. */
function drawUsers(draw: Draw): Record<string, unknown> {
  return draw.chance(0.75) ? { preAllocatedVUs: 12, maxVUs: 30 } : { preAllocatedVUs: 1, maxVUs: 1 };
}

export function drawScenario(draw: Draw, name: string): DrawnScenario {
  const executor = draw.one(EXECUTORS)(draw);
  const gracefulStop = draw.one([undefined, '0s', '0s', '1s']);
  const options = {
    ...executor,
    exec: name,
    ...(gracefulStop === undefined ? {} : { gracefulStop }),
    ...(gracefulStop !== undefined && executor['executor'] === 'ramping-vus' ? { gracefulRampDown: gracefulStop } : {}),
    ...(draw.chance(0.2) ? { startTime: '1s' } : {}),
    ...(draw.chance(0.3) ? { tags: { part: name } } : {}),
  };
  return { name, options, ends: gracefulStop !== undefined };
}
