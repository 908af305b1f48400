import { type Problem, UserError } from '../../errors.ts';
import { checkSchema } from '../../input/explain.ts';
import { type Finding, quote, shorten, toProblem } from '../../input/finding.ts';
import type { Objective } from '../objective.ts';
import { readObjective } from './normalise.ts';
import { WrittenObjective } from './objective.ts';
import { parsePatterns } from './selector-text.ts';

const SHAPE =
  /^(?:(?<severity>warning|critical)\s*:\s*)?(?<selector>[^\s{]+\s*(?:\{.*\})?)\s*(?:\s(?<stat>[^\s<>=!]+)\s*)?(?<limit>[<>=!≤≥].*)$/s;
const EXAMPLE = "write it as 'http_req_duration{name:/x} p95 <= 150ms'";
const WHERE = { path: '--objective' };

/**
 * Reads `http_req_duration{name:/x,status:200} p95 <= 150ms`, the value of `--objective`; `p95 <= 150ms` alone means
 * request_time. Missing it is critical; `warning: p95 <= 150ms` fails nothing.
 */
export function parseObjectiveFlag(text: string): Objective {
  const parts = SHAPE.exec(text.trim())?.groups;
  const selector = parsePatterns((parts?.['selector'] ?? '').trim());
  if (!parts || !selector)
    throw new UserError({ what: shorten(`${quote(text)} is no objective`), where: WHERE, next: EXAMPLE });
  const percentileOnly = parts['stat'] === undefined && /^p\d/.test(selector.metric);
  const name = text.trim().replace(/\s+/g, ' ');
  const { data, findings } = checkSchema(WrittenObjective, {
    name: 'written on the command line',
    ...(percentileOnly ? { stat: selector.metric } : { metric: selector.metric, stat: parts['stat'] }),
    where: selector.where,
    target: parts['limit'],
    severity: parts['severity'],
  });
  if (!data) throw new UserError(findings.map((finding) => placed(finding, text)));
  const read = readObjective(data, 'flag', []);
  if (read.findings.length > 0) throw new UserError(read.findings.map((finding) => placed(finding, text)));
  // Whole, however long: secrets are taken out of it later, and half a secret would not be found.
  return { ...read.objective, name };
}

function placed(finding: Finding, text: string): Problem {
  return { next: EXAMPLE, ...toProblem({ ...finding, what: `${finding.what}, in ${quote(text)}` }), where: WHERE };
}
