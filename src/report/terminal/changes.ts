import type { ChangesAnalysis, LevelChange } from '../../compare/changes.ts';
import { RULES } from '../../stats/changes/rules.ts';
import { formatNumber } from '../../units/format.ts';
import { visible } from '../../visible.ts';
import { plural } from '../words.ts';
import { pWords, signed } from './samples.ts';

/** The changes of a series as sentences for people. */
export function changesText({ changes, rows, points, noise, leastStep, caveats }: ChangesAnalysis): string {
  const folded = rows === points ? '' : ` of ${formatNumber(rows, 9)} rows, those of one build as their median`;
  const lines = [
    `${formatNumber(points, 9)} points${folded}: ${counted(changes.length)}`,
    ...changes.map(sentence),
    '',
    noise === 0
      ? 'All points are equal.'
      : `Noise: standard deviation ${formatNumber(noise, 3)}. A step below ${formatNumber(leastStep, 3)} is not told, nor one with fewer than ${RULES.leastSegment} points behind it.`,
    ...caveats.map(({ text }) => `! ${text}.`),
  ];
  return `${lines.join('\n')}\n`;
}

function counted(changes: number): string {
  return changes === 0 ? 'no change is shown.' : `${plural(changes, String(changes), 'change')}.`;
}

function sentence({ line, build, time, before, after, relative, shift, pValue }: LevelChange): string {
  const at = [`line ${line}`, build === null ? '' : `build ${visible(build)}`, visible(time ?? '')]
    .filter((part) => part !== '')
    .join(', ');
  const share = relative === null ? signed(shift, 3) : `${signed(100 * relative, 3)} %`;
  return `  ${at}: from ${formatNumber(before, 4)} to ${formatNumber(after, 4)} (${share}), ${pWords(pValue)}`;
}
