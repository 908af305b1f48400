import { LIGHT } from '../report/charts/palette.ts';
import { type PlanReport, PROJECTED_NOTE } from '../report/stories/plan/model.ts';
import { markOf } from '../report/words.ts';
import { dateOf, LONGEST_IN_CLAIM, SIGNS, symbolSvg } from './paper.ts';
import { paperText, printable, withStrings } from './paper-text.ts';

/** What the Typst template of a capacity plan is told: its model in words that the fonts can show. */
export function paperOfPlan(plan: PlanReport, characters: ReadonlySet<number>): object {
  const plain = (text: string) => printable(text, characters);
  const line = (text: string) => paperText(text, characters);
  const claim = (text: string) => paperText(text, characters, LONGEST_IN_CLAIM);
  const { title, headline, detail, sign, madeAt, ...evidence } = plan;
  const made = `loadkit ${plan.facts.find(([label]) => label === 'loadkit')?.[1] ?? ''}, capacity plan`;
  return {
    name: plain(`${title}: ${headline}`),
    date: dateOf(madeAt),
    sign,
    palette: LIGHT,
    symbols: Object.fromEntries(SIGNS.map((one) => [one, symbolSvg(one)])),
    words: Object.fromEntries(SIGNS.map((one) => [one, markOf(one).word])),
    ...withStrings({ title, headline, detail, made }, claim),
    ...withStrings(
      { ...evidence, projected: PROJECTED_NOTE, tiers: plan.tiers.map(({ sign: _, ...tier }) => tier) },
      line,
    ),
    signs: plan.tiers.map((tier) => tier.sign),
  };
}
