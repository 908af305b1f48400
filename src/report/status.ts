import { isMissed, type ObjectiveResult } from '../objectives/result.ts';
import { isSilenced } from '../objectives/severity.ts';
import type { Sign } from './symbols.ts';
import { markOf } from './words.ts';

/** What became of an objective, in a sign and a word. */
export interface Status {
  readonly sign: Sign;
  readonly word: string;
}

/**
 * The status of a line: its zone, but that a warning which was missed is no failure, and that what is silenced is
 * neither met nor missed for anybody.
 */
export function statusOf(line: Pick<ObjectiveResult, 'zone' | 'severity' | 'silence'>): Status {
  const { zone, severity } = line;
  if (zone !== 'met' && isSilenced(line)) return { sign: 'inconclusive', word: 'silenced' };
  if (severity === 'warning' && isMissed(line)) return { sign: 'degraded', word: 'warning' };
  return { sign: zone, word: markOf(zone).word };
}

/** What must be known of a line beside its status: that it is a warning, or by whose leave it is silenced. */
export function besideText(line: Pick<ObjectiveResult, 'severity' | 'silence'>): string {
  const { severity, silence } = line;
  if (silence) return isSilenced(line) ? silencedText(silence) : `its silence ended on ${silence.until}`;
  return severity === 'warning' ? 'a warning' : '';
}

/** `silenced until 2026-12-31: the search index is being rebuilt` */
export function silencedText({ reason, until }: NonNullable<ObjectiveResult['silence']>): string {
  return `silenced until ${until}: ${reason}`;
}
