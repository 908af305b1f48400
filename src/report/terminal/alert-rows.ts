import type { AlertRule } from '../../objectives/alert-rule.ts';
import { measureText } from '../../objectives/selectors.ts';
import { formatSpan } from '../../units/format.ts';
import { limitText } from '../limits.ts';

/** Alerts before a run, a row each: name, severity, condition with `for`, the file, and why one is not judged. */
export function alertRows(rules: readonly AlertRule[]): string[][] {
  return rules.map((rule) => {
    if (rule.kind === 'promql') {
      const { name, severity, expr, for: row, file, reason } = rule;
      return [
        name,
        severity ?? '',
        heldText(expr, row),
        `rule of ${file}`,
        reason === null ? '' : `not judged: ${reason}`,
      ];
    }
    const { objective } = rule;
    const { name, severity, target, critical, over, for: row, scenarios } = objective;
    const unit = objective.unit === 'k6' ? 'none' : objective.unit;
    // A target that is missed raises the alert, a critical limit that is reached.
    const limit = critical ? limitText(critical, unit) : `not ${limitText(target, unit)}`;
    const windows = over === null ? '' : ` over ${formatSpan(over)}`;
    const where = scenarios ? scenarios.join(', ') : 'every scenario';
    return [name, severity, heldText(`${measureText(objective)} ${limit}${windows}`, row ?? 0), where, ''];
  });
}

/** A condition on one line, with how long it must hold. */
function heldText(condition: string, row: number): string {
  const lines = condition.split('\n').map((line) => line.trim());
  return `${lines.join(' ')}${row > 0 ? ` for ${formatSpan(row)}` : ''}`;
}
