import type { Draw } from './draw.ts';

type Threshold = string | { threshold: string; abortOnFail: boolean; delayAbortEval?: string };

/**
 * Expressions that hold for any service of this kind, and such that hold for none: two runs of one script must agree.
 */
interface Expressions {
  readonly hold: readonly string[];
  readonly break: readonly string[];
}

const LATENCY: Expressions = {
  hold: ['p(95)<9000', 'avg<9000', 'avg>0', 'min<9000', 'max<9000', 'med<9000', 'p(99.9)<9000', 'p(50)>0.001'],
  break: ['p(95)<0.001', 'max<0.001', 'med<0.001', 'p(90)<0.002'],
};
const COUNTS: Expressions = {
  hold: ['count>0', 'count<100000', 'rate<100000', 'rate>0.01'],
  break: ['count<1', 'count==0', 'rate>10000'],
};
/** What these say depends on what the script does; it is nowhere near the limit, though. */
const SHARES: Expressions = { hold: ['rate<=1', 'rate<0.01', 'rate==0'], break: ['rate>0.99', 'rate==1'] };
const METRICS: Readonly<Record<string, Expressions>> = {
  http_req_duration: LATENCY,
  http_req_waiting: LATENCY,
  iteration_duration: LATENCY,
  http_req_failed: SHARES,
  checks: { hold: ['rate<=1', 'rate>0.99', 'rate==1'], break: ['rate<0.01'] },
  http_reqs: COUNTS,
  iterations: COUNTS,
  dropped_iterations: { hold: ['count<1', 'count==0'], break: ['count>0'] },
  vus: { hold: ['value<100'], break: ['value>100'] },
  vus_max: { hold: ['value<100'], break: ['value<1'] },
  data_received: COUNTS,
  group_duration: LATENCY,
  ws_connecting: LATENCY,
  ws_sessions: COUNTS,
  orders: COUNTS,
  wrong: { hold: ['count<1', 'count==0', 'rate<0.0001'], break: ['count>0'] },
  found: { hold: ['rate>0.8', 'rate==1'], break: ['rate<0.1'] },
  lag: { hold: ['p(95)<100', 'avg<60', 'max<5000', 'min>5', 'p(90)<100'], break: ['min>5000'] },
  size: { hold: ['med<11', 'p(95)<50', 'p(99)<50', 'max<20', 'min>=5', 'p(90)<12'], break: ['avg<3'] },
  depth: { hold: ['value==3'], break: ['value<1'] },
};
const TAGGED = ['http_req_duration', 'http_reqs', 'http_req_failed'];

/** Up to four metrics or sub-metrics with one or two thresholds each. */
export function drawThresholds(
  draw: Draw,
  scenarios: readonly string[],
  tags: readonly string[],
): Record<string, Threshold[]> {
  const selectors = [...tags, ...scenarios.map((name) => `scenario:${name}`), 'name:nobody', 'team:shop'];
  const count = draw.chance(0.15) ? 0 : draw.whole(1, 4);
  return Object.fromEntries(
    Array.from({ length: count }, () => {
      const isTagged = draw.chance(0.45);
      const metric = draw.one(isTagged ? TAGGED : Object.keys(METRICS));
      const selector = draw.one(selectors);
      const isCheck = selector.startsWith('check:');
      const key = isTagged ? `${isCheck ? 'checks' : metric}{${selector}}` : metric;
      const expressions = METRICS[key.startsWith('checks') ? 'checks' : metric]!;
      return [
        key,
        draw.some(expressions[draw.chance(0.12) ? 'break' : 'hold'], 1, 2).map((one) => drawAbort(draw, one)),
      ];
    }),
  );
}

function drawAbort(draw: Draw, threshold: string): Threshold {
  if (!draw.chance(0.15)) return threshold;
  return { threshold, abortOnFail: true, ...(draw.chance(0.5) ? { delayAbortEval: '1s' } : {}) };
}
