import { type Finding, fault, type Path, quote } from '../../input/finding.ts';
import type { ParsedLimit } from './limit.ts';
import type { WrittenObjective } from './objective.ts';

/** The limits of an objective, read. */
export interface LimitPair {
  readonly target: ParsedLimit | undefined;
  readonly critical: ParsedLimit | undefined;
}

/** Whether the limits of an objective say that the same values are good; if not, why. */
export function directionFindings(written: WrittenObjective, limits: LimitPair, path: Path): Finding[] {
  const { target, critical } = limits;
  if (critical?.op === '==') {
    const what = 'critical says beyond which value it fails, and == has no beyond';
    return [fault([...path, 'critical'], what, { next: target ? 'write "< …" or "> …"' : 'write it as target' })];
  }
  const share = shareFindings(written, limits, path);
  if (share.length > 0 || !target || !critical) return share;
  const why = `target: ${quote(written.target)}, critical: ${quote(written.critical)}`;
  if (target.op !== '==' && target.op[0] === critical.op[0]) {
    const what = `the target says that ${target.op[0] === '<' ? 'small' : 'large'} values are good, critical that they are bad`;
    return [
      fault([...path, 'critical'], what, {
        why,
        next: `write critical: "${opposite(target.op)} …", at or beyond the target`,
      }),
    ];
  }
  if (apart(target, critical)) return [];
  const amount = (written.target ?? '').replace(/^[\s<>=]+/, '').trim();
  const next = `write critical: "${critical.op[0]} ${amount}", or a limit beyond it`;
  return [fault([...path, 'critical'], 'some values would meet the target and be critical at once', { why, next })];
}

/** Whether no value lies on the good side of the target and on the critical side of the other limit. */
function apart(target: ParsedLimit, critical: ParsedLimit): boolean {
  if (critical.value === target.value) return !(target.op.endsWith('=') && critical.op.endsWith('='));
  return critical.op.startsWith('>') ? critical.value > target.value : critical.value < target.value;
}

/** The share of good samples is better when larger, that of bad ones when smaller; the other way round is a slip. */
function shareFindings(written: WrittenObjective, { target, critical }: LimitPair, path: Path): Finding[] {
  const kind = written.good ? 'good' : written.bad ? 'bad' : undefined;
  if (kind === undefined) return [];
  const [better, sign] = kind === 'good' ? ['larger', '>'] : ['smaller', '<'];
  const what = (text: string | undefined) =>
    `the share of \`${kind}\` samples is better when it is ${better}: ${quote(text)}`;
  if (target && !target.op.startsWith(sign)) {
    const next = `write "${target.op === '==' ? `${sign}=` : sign} …"`;
    return [fault([...path, 'target'], what(written.target), { next })];
  }
  if (!critical?.op.startsWith(sign)) return [];
  return [fault([...path, 'critical'], what(written.critical), { next: `write "${opposite(critical.op)} …"` })];
}

function opposite(op: ParsedLimit['op']): '<' | '>' {
  return op.startsWith('>') ? '<' : '>';
}
