import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { htmlReport } from '../../html/html.ts';
import { jsonText } from '../../json.ts';
import type { Press } from '../../press.ts';
import { markdownPlan } from './markdown.ts';
import { reportOfPlan } from './story.ts';

interface PlanFormat {
  /** Its file in the folder of the plan. */
  readonly file: string;
  render(plan: CapacityPlan, press: Press): string | Promise<string | Uint8Array>;
}

export type PlanFormatName = 'json' | 'markdown' | 'html' | 'pdf';

/** Every format that a plan can be written in. */
export const PLAN_FORMATS: Readonly<Record<PlanFormatName, PlanFormat>> = {
  json: { file: 'plan.json', render: planJson },
  markdown: { file: 'plan.md', render: markdownPlan },
  html: { file: 'plan.html', render: async (plan, press) => htmlReport(reportOfPlan(plan), await press.page()) },
  pdf: { file: 'plan.pdf', render: (plan, press) => press.typeset(reportOfPlan(plan)) },
};

/** plan.json: the plan as it is, in base units. */
export function planJson(plan: CapacityPlan): string {
  return jsonText(plan);
}
