import type { CapacityPlan } from '../../../result/capacity-plan.ts';
import { html } from '../../escape.ts';
import { htmlPage, section } from '../../html/page.ts';
import { badge, list, pairs, table } from '../../html/parts.ts';
import type { PageParts } from '../../press.ts';
import { symbol } from '../../symbols.ts';
import { type CarriedBar, carriedBars } from './bars.ts';
import { type PlanReport, PROJECTED_NOTE, planReport } from './model.ts';
import { projects } from './terminal.ts';

const STYLE = `
.carried{margin-top:32px}.cap{display:block;position:relative;height:20px;min-width:130px}.cap i{position:absolute;left:0;top:5px;height:10px}.cap .held{background:var(--s1)}.cap .proj{background:repeating-linear-gradient(135deg,var(--s1) 0 2px,transparent 2px 6px)}
.cap s,.cap u{position:absolute;top:0;height:20px;border-left:2px solid var(--ink);margin-left:-1px;text-decoration:none}.cap u{top:4px;height:12px;border-left:1.5px dotted var(--mute)}
ol.recs .sub{display:block;color:var(--mute);font-size:13px;line-height:18px;margin-top:3px}`;

/** The plan as a self-contained page without a script. */
export function htmlPlan(plan: CapacityPlan, parts: PageParts): string {
  const report = planReport(plan);
  const body = `${masthead(report)}
<main>
${decision(plan, report)}
${sections(plan, report).filter(Boolean).join('\n')}
</main>`;
  return htmlPage({ title: `${report.title}: ${report.headline}`, body, data: null, style: STYLE }, parts);
}

function masthead({ title, facts }: PlanReport): string {
  const fact = (name: string) => facts.find(([label]) => label === name)?.[1] ?? '';
  return `<header class="mast"><span class="brand">loadkit</span><span class="what">${html(title)}</span><span class="id">${html(fact('Date'))}</span></header>`;
}

/** The first screen: the sentence, and for each tier its load against what is carried. */
function decision(plan: CapacityPlan, report: PlanReport): string {
  const bars = carriedBars(plan);
  const rows = report.tiers.map(
    ({ name, sign, word, says }, i) =>
      `<tr role="row"><td role="cell" class="name"><b>${html(name)}</b></td><td role="cell">${badge(sign, word)}<span class="sub">${html(says)}</span></td><td role="cell" class="w">${bars[i] ? barOf(bars[i]) : ''}</td></tr>`,
  );
  const head = ['Tier', 'Does the stated deployment carry its peak?', 'Carried, and the peak (line)'];
  return `<div class="verdict"><span class="big z-${report.sign}">${symbol(report.sign, 22)}${html(report.word)}</span></div>
<h1>${html(report.headline)}</h1>
<p class="basis">${html(report.detail)}</p>
<div class="scroll"><table class="stack carried" role="table"><thead role="rowgroup"><tr role="row">${head.map((text, i) => `<th role="columnheader" scope="col"${i === 2 ? ' class="w"' : ''}>${html(text)}</th>`).join('')}</tr></thead><tbody role="rowgroup">${rows.join('')}</tbody></table></div>`;
}

function barOf({ carried, peak, planned, projected, spoken }: CarriedBar): string {
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  const bar = carried === null ? '' : `<i class="${projected ? 'proj' : 'held'}" style="width:${at(carried)}"></i>`;
  return `<span class="cap" role="img" aria-label="${html(spoken)}">${bar}<s style="left:${at(peak)}"></s><u style="left:${at(planned)}"></u></span>`;
}

function sections(plan: CapacityPlan, report: PlanReport): string[] {
  const note = projects(plan) ? `<p class="note">${html(PROJECTED_NOTE)}</p>` : '';
  const growth = report.growth.map(
    ({ title, table: shown, says }) => `<h3>${html(title)}</h3>${table(shown)}${list(says)}`,
  );
  const advice = report.advice.map(
    ({ text, arithmetic }) =>
      `<li><span>${html(text)}${arithmetic.map((line) => `<span class="sub">${html(line)}</span>`).join('')}</span></li>`,
  );
  return [
    section(
      'How many replicas?',
      'Minimum for the peak; recommended with headroom and failures',
      `${table(report.carried)}<p class="note">One line: the replicas that carry the same if all of them share one line; the optimistic bound.</p>`,
    ),
    section('What to deploy?', 'The recommended sizing of each tier', `${table(report.resources)}${note}`),
    section('What is shared?', 'What the peak takes of each resource', table(report.checks)),
    section('When is more needed?', 'Growth', growth.join('')),
    section(
      'What to do?',
      'What follows, with its arithmetic',
      advice.length > 0 ? `<ol class="recs">${advice.join('')}</ol>` : '',
    ),
    report.hpa
      ? section(
          'How would it scale by itself?',
          report.hpa.title,
          `${list(report.hpa.says)}<h3>To bear in mind</h3>${list(report.hpa.caveats)}`,
        )
      : '',
    section('What to measure?', 'Measurements that would confirm the plan', list(report.confirm)),
    section(
      'What is not known?',
      'To be stated in loadkit.config.yaml',
      `${list(report.unknown)}${report.assumed.length > 0 ? `<h3>Assumed, since nobody said</h3>${list(report.assumed)}` : ''}`,
    ),
    section('How far can this be trusted?', 'To bear in mind', list(report.caveats)),
    section(
      'Where do the numbers come from?',
      'Runs, and every figure with its arithmetic',
      `${table(report.runs)}<details class="fold"><summary>Every figure</summary>${table(report.figures)}</details><details class="fold"><summary>Provenance</summary>${pairs(report.facts)}</details>`,
    ),
  ];
}
