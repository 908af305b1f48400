import { type Draw, drawOf } from '../against-k6/draw.ts';
import { drawScenario } from '../against-k6/executors.ts';
import { drawThresholds } from '../against-k6/thresholds.ts';
import { makeMistake } from './mistakes.ts';
import { type Files, WRITINGS } from './writings.ts';

export interface Options {
  readonly seed: number;
  readonly files: Files;
  /**
   * Variables for k6 inspect, which forgets the one user that k6 run takes where a script says only how long or how
   * often.
   */
  readonly env: Readonly<Record<string, string>>;
  /** How the options are written, and what is wrong with them, if anything. */
  readonly writing: string;
  readonly mistakes: readonly string[];
}

type Load = (draw: Draw) => Record<string, unknown>;

/** How a script says its load: scenarios, one of k6's shortcuts, or not at all. */
const LOADS: readonly Load[] = [
  (draw) => scenarios(draw),
  (draw) => scenarios(draw),
  (draw) => scenarios(draw),
  (draw) => ({ vus: draw.whole(1, 5), duration: `${draw.whole(1, 90)}s` }),
  (draw) => ({ vus: draw.whole(1, 3), iterations: draw.whole(3, 50) }),
  (draw) => ({ iterations: draw.whole(1, 5), ...(draw.chance(0.5) ? { duration: '5s' } : {}) }),
  (draw) => ({ vus: draw.whole(1, 5) }),
  () => ({ duration: '1m30s' }),
  (draw) => ({
    ...(draw.chance(0.3) ? { vus: draw.whole(1, 3) } : {}),
    stages: [
      { duration: '10s', target: draw.whole(1, 20) },
      { duration: '1m', target: draw.whole(0, 20) },
    ],
  }),
  () => ({}),
];

function scenarios(draw: Draw): Record<string, unknown> {
  const names = draw.some(['browse', 'buy'], 1, 2);
  return { scenarios: Object.fromEntries(names.map((name) => [name, drawScenario(draw, name).options])) };
}

/** Options drawn from a grammar of everything that k6 reads, right and wrong; the same seed, the same script. */
export function drawOptions(seed: number): Options {
  const draw = drawOf(seed, 2);
  const writing = draw.one(Object.keys(WRITINGS));
  const options: Record<string, unknown> = draw.one(LOADS)(draw);
  if (draw.chance(0.4)) options['thresholds'] = ownThresholds(draw);
  const count = draw.chance(0.35) ? 0 : draw.whole(1, 2);
  const mistakes = Array.from({ length: count }, () => makeMistake(draw, options)).filter(Boolean);
  const files = WRITINGS[writing]!(JSON.stringify(options, null, 2));
  return { seed, files, env: isForgotten(options) ? { K6_VUS: '1' } : {}, writing, mistakes };
}

function isForgotten(options: Record<string, unknown>): boolean {
  const said = (name: string) => options[name] !== undefined && options[name] !== null;
  return !['vus', 'scenarios', 'stages'].some(said) && ['iterations', 'duration'].some(said);
}

const THEIRS = /^(orders|wrong|found|lag|size|depth)\b/;

/** Thresholds on metrics that these scripts have. */
function ownThresholds(draw: Draw): Record<string, unknown> {
  const drawn = drawThresholds(draw, ['browse'], ['name:/get']);
  return Object.fromEntries(Object.entries(drawn).filter(([metric]) => draw.chance(0.1) || !THEIRS.test(metric)));
}
