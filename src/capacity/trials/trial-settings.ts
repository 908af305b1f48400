import type { SearchSettings } from '../search/settings.ts';

/** What a search by trials needs of a search's settings; the confirmation is outside the budget, as there. */
export type TrialSettings = Pick<
  SearchSettings,
  'objectives' | 'startRate' | 'maxRate' | 'precision' | 'budget' | 'confirmSeconds'
>;
