import type { ObjectiveResult } from '../../objectives/result.ts';
import type { Result } from '../../result/result.ts';
import { formatNumber, formatSpan } from '../../units/format.ts';
import { withoutCommands } from '../../visible.ts';
import { code } from '../escape.ts';
import { actualText, intervalText, limitText } from '../limits.ts';
import type { Crossing, Opening, RunModel } from '../stories/run/run-model.ts';
import { mostUrgent } from '../urgency.ts';
import { plural } from '../words.ts';
import { guideReport } from './guide.ts';
import { bullets, cell, grid, sentence, symbolOf } from './text.ts';

const MOST_URGENT = 6;

/**
 * The run as a comment on a pull request, read on a phone: a heading that can be the subject of a mail, the sentence,
 * the most urgent objectives, what to do next; everything else folded, in the shape of the operations guides' load test
 * report.
 */
export function markdownReport(model: RunModel, result: Result): string {
  const parts = [
    `# ${symbolOf(model.verdict)} ${sentence(result.run.scenario)} · ${sentence(model.decision.headline)}`,
    ...body(model, result),
    model.recommendations.length > 0 ? `**Next**\n\n${bullets(model.recommendations.map(sentence))}` : '',
    '<details>\n<summary>All objectives, stages, endpoints, errors, and where the numbers come from</summary>',
    ...guideReport(model),
    '</details>',
    basis(model, result),
  ];
  return withoutCommands(`${parts.filter(Boolean).join('\n\n')}\n`);
}

function body(model: RunModel, result: Result): string[] {
  const said: Readonly<Record<Opening, () => string>> = {
    doubts: () => reasons(model),
    detail: () => sentence(model.decision.detail),
    crossings: () => gaveWay(model.crossings),
    urgent: () => urgent(result),
  };
  return model.opening.map((one) => said[one]());
}

/** What run it was, and that there are doubts: whoever reads no further must know of them. */
function basis({ title, caveats }: RunModel, { run }: Result): string {
  const scaled = run.timeScale === 1 ? '' : ` (time-scale ${formatNumber(run.timeScale)})`;
  const doubts = caveats.length > 0 ? [plural(caveats.length, String(caveats.length), 'caveat')] : [];
  return [sentence(title), `${formatSpan(run.duration)}${scaled}`, ...doubts, `run ${code(run.id)}`].join(' · ');
}

/** Why there is no verdict. No zone of a doubtful measurement is shown: it would be believed. */
function reasons({ reasons: all }: RunModel): string {
  return listed(all.map(({ text }) => sentence(text)));
}

function listed(items: readonly string[]): string {
  const more = items.length > MOST_URGENT ? [`${items.length - MOST_URGENT} more reasons below`] : [];
  return bullets([...items.slice(0, MOST_URGENT), ...more]);
}

/** The load at which each objective gives way, the one that binds first. */
function gaveWay(crossings: readonly Crossing[]): string {
  const sorted = [...crossings].sort((a, b) => Number(b.binds) - Number(a.binds));
  const shown = sorted
    .slice(0, MOST_URGENT)
    .map(({ name, limit, at, interval, binds }) => [
      `${cell(name)}${binds ? ' (binds)' : ''}`,
      cell(limit),
      interval ? `${cell(at)} [${cell(interval)}]` : cell(at),
    ]);
  const more = sorted.length > MOST_URGENT ? `\n\n${sorted.length - MOST_URGENT} more below.` : '';
  return `${grid(['Objective', 'Limit', 'Gives way at'], shown)}${more}`;
}

/** One row for each objective, the worst first. */
function urgent({ objectives }: Result): string {
  const lines = mostUrgent(objectives);
  const rows = lines.slice(0, MOST_URGENT).map((line) => [nameOf(line), limitsOf(line), actualOf(line)]);
  const more = lines.length > MOST_URGENT ? `\n\n${lines.length - MOST_URGENT} more below.` : '';
  return `${grid(['Objective', 'Limit', 'Actual'], rows)}${more}`;
}

function nameOf({ name, zone, stage }: ObjectiveResult): string {
  return `${symbolOf(zone)} ${cell(name)}${stage === null ? '' : `, ${cell(stage)}`}`;
}

/** What was promised, and of what is critical the limit that it broke. */
function limitsOf({ target, critical, unit, zone }: ObjectiveResult): string {
  const broken = target === null || (zone === 'critical' && critical !== null);
  const texts = [target && limitText(target, unit), broken && `critical ${limitText(critical, unit)}`];
  return cell(texts.filter(Boolean).join(', '));
}

function actualOf(line: ObjectiveResult): string {
  if (line.zone === 'no-data') return cell(line.note ? `no data: ${line.note}` : 'no data');
  const { window } = line;
  if (window) {
    const { width, broken, judged } = window;
    return cell(`at worst ${actualText(line)}; ${broken} of ${judged} windows of ${formatSpan(width)} broken`);
  }
  const interval = intervalText(line);
  return interval ? `${cell(actualText(line))} [${cell(interval)}]` : cell(actualText(line));
}
