import { drawUniform } from '../../stats/distributions/uniform.ts';
import { formatRatio } from '../../units/format.ts';
import type { FaultKind } from './fault.ts';
import { readPart } from './values.ts';

/** A share of what is written and acknowledged is not kept as it was. */
export const corrupt: FaultKind = {
  name: 'corrupt',
  example: '1%',
  read: (value) => {
    const share = readPart(value);
    if (share === undefined) return undefined;
    return ({ seed }) => {
      const uniform = drawUniform(seed);
      return {
        words: `keeps ${formatRatio(share)} of the writes wrong`,
        keeps: (written) => (uniform() < share ? { corrupted: written } : written),
      };
    };
  },
};
