import stringWidth from 'fast-string-width';
import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import type { Verdict } from '../../../result/vocabulary.ts';
import { visible } from '../../../visible.ts';
import { columnsOf, inWords, type Table, wordsOf } from '../../blocks.ts';
import { paint } from '../../terminal/paint.ts';
import { columns, type TerminalView, wrapped } from '../../terminal/terminal.ts';
import { markOf } from '../../words.ts';
import { PROJECTED_NOTE, planReport, projects } from './model.ts';

/**
 * A plan as it stands on stdout: the answer for each tier, what to deploy, growth, advice with its arithmetic, doubts.
 */
export function terminalPlan(plan: CapacityPlan, { width, colour, files }: TerminalView): string {
  const report = planReport(plan);
  const out: string[] = [''];
  const say = (text: string, indent = 2, hang = indent) => out.push(...wrapped(text, width, indent, hang));
  const heading = (text: string) => out.push('', ...wrapped(text, width, 0, 2));
  const table = (shown: Table, needed: number) => {
    const { head, rows } = inWords(shown);
    out.push(...columns([head, ...rows], width, needed));
  };
  const sign = (one: Verdict) => markOf(one).sign;
  out.push(
    ...wrapped(`${sign(report.sign)} ${report.headline}`, width, 0, 2).map((line) => paint(line, report.sign, colour)),
  );
  say(report.detail);
  out.push('');
  for (const tier of report.tiers)
    out.push(
      ...wrapped(`${sign(tier.sign)} ${tier.name} ${tier.word}: ${tier.says}`, width, 2, 4).map((line) =>
        paint(line, tier.sign, colour && tier.sign !== 'met'),
      ),
    );
  heading('Replicas: minimum for the peak; recommended with headroom and failures, each on its line or all on one');
  table(report.carried, 7);
  heading('What to deploy (recommended)');
  table(report.resources, 4);
  if (projects(plan)) say(PROJECTED_NOTE);
  if (report.advice.length > 0) heading('What to do');
  for (const { text, arithmetic } of report.advice) {
    say(`• ${text}`, 2, 4);
    for (const line of arithmetic) say(line, 6, 8);
  }
  for (const { title, table: shown, says } of report.growth) {
    heading(title);
    table(widthOf(shown) <= width ? shown : byMonth(shown), 3);
    for (const text of says) say(`• ${text}`, 2, 4);
  }
  if (report.checks.rows.length > 0) {
    heading('What the peak takes of each resource');
    table(report.checks, 4);
  }
  if (report.hpa) {
    heading(report.hpa.title);
    for (const text of report.hpa.says) say(`• ${text}`, 2, 4);
    for (const text of report.hpa.caveats) say(`note: ${text}`, 2, 4);
  }
  if (report.confirm.length > 0) heading('What to measure');
  for (const text of report.confirm) say(`• ${text}`, 2, 4);
  if (report.unknown.length > 0) heading('What to state in loadkit.config.yaml, for more to be said');
  for (const text of report.unknown) say(`• ${text}`, 2, 4);
  if (report.assumed.length > 0) heading('Assumed, since nobody said');
  for (const text of report.assumed) say(`• ${text}`, 2, 4);
  if (report.caveats.length > 0) out.push('');
  for (const text of report.caveats) say(`note: ${text}`, 2, 4);
  for (const { run, why } of report.refused) say(`note: run ${run} not used: ${why}`, 2, 4);
  if (files.length > 0) out.push('', ...files.map((file) => `  ${visible(file)}`));
  return `${out.join('\n')}\n`;
}

/** A growth table in the columns of a terminal: the two blanks before each. */
function widthOf(shown: Table): number {
  const { head, rows } = inWords(shown);
  const widest = head.map((_, i) => Math.max(...[head, ...rows].map((row) => stringWidth(row[i] ?? ''))));
  return widest.reduce((sum, one) => sum + one + 2, 0);
}

/** The same with a line for each month, where they do not stand side by side: none of them is left out. */
function byMonth({ columns: [first, ...months], rows }: Table): Table {
  return {
    columns: columnsOf([first?.label ?? '', ...rows.map(([tier]) => wordsOf(tier))]),
    rows: months.map(({ label }, i) => [label, ...rows.map((row) => row[i + 1] ?? '')]),
  };
}
