import { type Problem, UserError } from '../../errors.ts';
import { quote, shorten } from '../../input/finding.ts';
import { METRICS } from '../../metrics/catalogue.ts';
import { type Objective, objectiveOf, statOf } from '../objective.ts';
import { Stat, statOfPercent } from '../stat.ts';
import { inBaseUnits } from '../unit.ts';
import { parseSelector } from './selector-text.ts';

const EXPRESSION =
  /^\s*(count|rate|value|avg|min|med|max|p\(\s*(\d+(?:\.\d+)?|\.\d+)\s*\))\s*(===|==|!=|>=|<=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

/**
 * k6's own thresholds as objectives: `source: k6`. The limits of k6's own metrics are in base units, those of the
 * script's own as they are written, since only their series say whether they are times. The grammar is k6's
 * (metrics/thresholds_parser.go); `thresholds` is what the script's options hold: by metric, a list of `'p(95)<500'` or
 * `{ threshold: 'p(95)<500', abortOnFail }`. Throws UserError for what k6 would not accept either.
 */
export function objectivesFromThresholds(thresholds: unknown): Objective[] {
  const problems: Problem[] = [];
  const objectives = Object.entries(thresholds ?? {}).flatMap(([metric, list]) => {
    const selector = parseSelector(metric);
    if (!selector || !Array.isArray(list)) {
      const what = selector ? `the thresholds of ${metric} are no list` : shorten(`${quote(metric)} is no metric`);
      problems.push({
        what,
        where: { path: 'options.thresholds' },
        next: "write thresholds: { http_req_duration: ['p(95)<500'] }",
      });
      return [];
    }
    return list.flatMap((threshold: unknown) => {
      const read = readThreshold(expressionOf(threshold));
      if (!read) {
        problems.push(problemOf(metric, threshold));
        return [];
      }
      const measure = statOf(selector.metric, read.stat, selector.where);
      const name = `${metric} ${read.text}`;
      const written = objectiveOf({ name, source: 'k6', measure, unit: 'k6', target: read.limit });
      const known = METRICS.get(selector.metric);
      // A script may well define a metric that is called as one of the library's.
      return [known && known.by !== 'library' ? { ...written, ...inBaseUnits(written, known) } : written];
    });
  });
  if (problems.length > 0) throw new UserError(problems);
  return objectives;
}

function expressionOf(threshold: unknown): string {
  if (typeof threshold === 'string') return threshold;
  const text =
    typeof threshold === 'object' && threshold !== null && 'threshold' in threshold ? threshold.threshold : undefined;
  return typeof text === 'string' ? text : '';
}

function readThreshold(
  expression: string,
): { text: string; stat: Stat; limit: NonNullable<Objective['target']> } | undefined {
  const match = EXPRESSION.exec(expression);
  if (!match) return undefined;
  const [, method, percentile, sign, value] = match as unknown as [string, string, string | undefined, string, string];
  const stat = percentile === undefined ? method : statOfPercent(Number(percentile));
  const op = sign === '===' ? '==' : (sign as NonNullable<Objective['target']>['op']);
  const limit = { op, value: Number(value) };
  if (!Stat.safeParse(stat).success || !Number.isFinite(limit.value)) return undefined;
  return { text: expression.replace(/\s+/g, ''), stat, limit };
}

function problemOf(metric: string, threshold: unknown): Problem {
  return {
    what: shorten(`${quote(threshold)} is no threshold of k6`),
    where: { path: `options.thresholds[${JSON.stringify(metric)}]` },
    next: "k6 reads 'p(95)<500', 'avg<200', 'rate<0.01', 'count>100', 'value<3', med, min and max",
  };
}
