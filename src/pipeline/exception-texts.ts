import { formatWhere } from '../errors.ts';
import type { Exceptions } from '../k6/exceptions.ts';

/** What a script threw, as the record keeps it; that of several engines is added. */
export function exceptionTexts(all: readonly Exceptions[]): string[] {
  const counts = new Map<string, number>();
  for (const { count, message, where } of all.flatMap(({ distinct }) => distinct)) {
    const text = [formatWhere(where), message].filter(Boolean).join(': ');
    counts.set(text, (counts.get(text) ?? 0) + count);
  }
  const texts = [...counts].map(([text, count]) => `${count} × ${text}`);
  const others = all.reduce((sum, one) => sum + one.others, 0);
  return others > 0 ? [...texts, `${others} × other exceptions, see k6.log`] : texts;
}
