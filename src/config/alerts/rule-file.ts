import * as z from 'zod';
import { type Finding, fault } from '../../input/finding.ts';
import type { PrometheusRule } from '../../objectives/alert-rule.ts';
import { selectionsOf } from '../../promql/expression.ts';
import { faultIn, parsePromql, type Tree } from '../../promql/grammar.ts';
import { promDuration, readTree } from '../../promql/read.ts';

const PromDuration = z.coerce.string().refine((text) => promDuration(text) !== undefined, {
  error: 'expected a duration as Prometheus writes it, such as 5m or 1h30m',
});
const Texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const Alerting = z.strictObject({
  alert: z.string().min(1),
  expr: z.union([z.string().min(1), z.number()]),
  for: PromDuration.optional(),
  keep_firing_for: PromDuration.optional(),
  labels: Texts.nullish(),
  annotations: Texts.nullish(),
});
const Recording = z.strictObject({
  record: z.string().min(1),
  expr: z.union([z.string().min(1), z.number()]),
  labels: Texts.nullish(),
});
const Rule = z.union([Alerting, Recording], {
  error: 'expected an alert (alert, expr, for, labels, annotations), or what is recorded (record, expr, labels)',
});

/** A rule file of Prometheus, as its server reads it (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). */
export const RuleFile = z.strictObject({
  groups: z.array(z.looseObject({ name: z.string().min(1), rules: z.array(Rule).default([]) })),
});
export type RuleFile = z.output<typeof RuleFile>;

/**
 * The alert rules of a file, each with its expression as it can be computed, or with the reason why it cannot; and what
 * is no PromQL. `file`: as it is called in results. A name that the file itself records is no reading of any monitor.
 */
export async function alertRulesOf(
  { groups }: RuleFile,
  file: string,
): Promise<{ readonly rules: PrometheusRule[]; readonly findings: Finding[] }> {
  const recorded = new Set(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [rule.record] : []))),
  );
  const rules: PrometheusRule[] = [];
  const findings: Finding[] = [];
  for (const [g, group] of groups.entries())
    for (const [r, rule] of group.rules.entries()) {
      const expr = String(rule.expr).trim();
      const tree = await parsePromql(expr);
      const at = faultIn(tree);
      if (at !== undefined) {
        const where = at < expr.length ? `letter ${at + 1} on` : 'its end on';
        findings.push(
          fault(['groups', g, 'rules', r, 'expr'], `${JSON.stringify(expr)} is no PromQL from ${where}`, {
            next: 'mend it where it begins to be none; promtool check rules says more',
          }),
        );
      } else if ('alert' in rule) {
        const { labels, annotations } = rule;
        rules.push({
          ...{
            kind: 'promql',
            name: rule.alert,
            expr,
            for: promDuration(rule.for ?? '0') ?? 0,
            group: group.name,
            file,
          },
          severity: textOf(labels?.['severity']),
          summary: textOf(annotations?.['summary']),
          ...computed(expr, tree, recorded),
        });
      }
    }
  return { rules, findings };
}

function textOf(value: string | number | boolean | undefined): string | null {
  return value === undefined ? null : String(value);
}

function computed(expr: string, tree: Tree, recorded: ReadonlySet<string>): Pick<PrometheusRule, 'tree' | 'reason'> {
  const read = readTree(expr, tree);
  if ('reason' in read) return { tree: null, reason: read.reason };
  const name = selectionsOf(read.tree).find(({ metric }) => recorded.has(metric))?.metric;
  if (name === undefined) return { tree: read.tree, reason: null };
  return { tree: null, reason: `it is about ${name}, which the file records: write the expression itself` };
}
