import { formatNumber } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readWhole } from './values.ts';

/** Beyond so many waiting requests each further one slows down all: the more is asked, the less is done. */
export const collapse: FaultKind = {
  name: 'collapse',
  example: '20',
  read: (value) => {
    const limit = readWhole(value);
    if (limit === undefined) return undefined;
    return () => ({
      words: `collapses when more than ${formatNumber(limit)} requests wait`,
      holds: (seconds, { waiting }) => seconds * (1 + Math.max(0, waiting - limit) / limit),
    });
  },
};
