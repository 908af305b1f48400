import type { RecordedSearch } from '../../../capacity/search/judged-search.ts';
import type { Ask, SearchEvidence } from '../../../capacity/search/search-state.ts';
import type { SearchSettings } from '../../../capacity/search/settings.ts';

/** A steered search as far as its record tells it. Rates are iterations per second, times engine seconds. */
export interface SteeredSearch {
  readonly settings: SearchSettings;
  readonly asks: readonly Ask[];
  /** Seconds by the clock on the wall; undefined where the search did not come to its end. */
  readonly elapsed: number | undefined;
  /**
   * What the search decides from: a batch for each ask, where it has begun, with its validity as far as it is known.
   */
  evidence(): SearchEvidence;
  /** What was recorded of the decisions, as far as there are batches for them. */
  recorded(): RecordedSearch;
  /** Why a batch proves nothing. */
  doubt(index: number): string | undefined;
  /** Iterations dropped in a batch for want of a free VU. */
  dropped(index: number): number;
}
