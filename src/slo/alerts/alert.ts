import type { AlertResult } from '../../result/alerts.ts';
import type { HeldRow } from './rows.ts';

/** An alert that was judged, before it is said under which load it fired. */
export interface JudgedAlert
  extends Pick<
    AlertResult,
    'name' | 'severity' | 'measure' | 'limit' | 'unit' | 'over' | 'for' | 'state' | 'reason' | 'worst'
  > {
  readonly notes: readonly string[];
  readonly rows: readonly HeldRow[];
}
