import { generator } from '../../../src/scenario/random.ts';

/** What a script is drawn with: the same seed, the same script. */
export interface Draw {
  readonly chance: (share: number) => boolean;
  /** A whole number, both ends possible. */
  readonly whole: (least: number, most: number) => number;
  readonly one: <T>(of: readonly T[]) => T;
  readonly some: <T>(of: readonly T[], least: number, most: number) => T[];
}

/** `stream` keeps what is drawn for one purpose apart from all else of the same seed. */
export function drawOf(seed: number, stream = 1): Draw {
  const random = generator(seed, stream);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const one = <T>(of: readonly T[]) => of[whole(0, of.length - 1)]!;
  const some = <T>(of: readonly T[], least: number, most: number) => {
    const left = [...of];
    const count = Math.min(left.length, whole(least, most));
    return Array.from({ length: count }, () => left.splice(whole(0, left.length - 1), 1)).flat(1) as T[];
  };
  return { chance: (share) => random() < share, whole, one, some };
}
