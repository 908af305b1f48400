import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { withoutCommands } from '../../../visible.ts';
import { inWords } from '../../blocks.ts';
import { bullets, cell, sentence, symbolOf, tableOf } from '../../markdown/text.ts';
import { type PlanReport, PROJECTED_NOTE, planReport, projects } from './model.ts';

/** A plan as a page for a capacity review: the answer, the tables, advice with its arithmetic; the figures folded. */
export function markdownPlan(plan: CapacityPlan): string {
  const report = planReport(plan);
  const part = (title: string, ...content: readonly string[]) =>
    content.some(Boolean) ? [`## ${title}`, ...content.filter(Boolean)] : [];
  const parts = [
    `# ${symbolOf(report.sign)} ${sentence(report.title)} · ${sentence(report.headline)}`,
    sentence(report.detail),
    answers(report),
    ...part(
      'Replicas',
      tableOf(report.carried),
      sentence(
        'Minimum: for the peak. Recommended: with headroom and failures. One line: replicas that carry the same if all share one line.',
      ),
    ),
    ...part('What to deploy', tableOf(report.resources), projects(plan) ? sentence(PROJECTED_NOTE) : ''),
    ...part('What the peak takes of each resource', tableOf(report.checks)),
    ...report.growth.flatMap(({ title, table, says }) =>
      part(sentence(title), tableOf(table), bullets(says.map(sentence))),
    ),
    ...part(
      'What to do',
      report.advice
        .map(({ text, arithmetic }) =>
          [`- ${sentence(text)}`, ...arithmetic.map((line) => `  - ${sentence(line)}`)].join('\n'),
        )
        .join('\n'),
    ),
    ...(report.hpa
      ? part(sentence(report.hpa.title), bullets([...report.hpa.says, ...report.hpa.caveats].map(sentence)))
      : []),
    ...part('What to measure', bullets(report.confirm.map(sentence))),
    ...part('What to state, for more to be said', bullets(report.unknown.map(sentence))),
    ...part('Assumed, since nobody said', bullets(report.assumed.map(sentence))),
    ...part('To bear in mind', bullets(report.caveats.map(sentence))),
    '<details>\n<summary>Every figure, and the runs</summary>',
    tableOf(report.runs),
    figures(report),
    '</details>',
    report.facts.map(([name, value]) => `${sentence(name)} ${sentence(value)}`).join(' · '),
  ];
  return withoutCommands(`${parts.filter(Boolean).join('\n\n')}\n`);
}

function answers({ tiers }: PlanReport): string {
  return bullets(
    tiers.map(
      ({ name, sign, word, says }) => `${symbolOf(sign)} **${sentence(name)}** ${sentence(`${word}: ${says}`)}`,
    ),
  );
}

/** As a list: tables of this length are cut. */
function figures({ figures: shown }: PlanReport): string {
  return bullets(
    inWords(shown).rows.map(
      ([says = '', value = '', basis = '', worked = '']) =>
        `${cell(says)}: **${cell(value)}**, ${basis}${worked ? `: ${sentence(worked)}` : ''}`,
    ),
  );
}
