/**
 * λ* of some of the simulator's servers under evenly spaced arrivals, by name; requests/s. Simulated, 4·10⁶ requests
 * about the crossing each; a test checks that they are crossed. Of random arrivals it is `Server.truth`.
 */
export const EVEN_TRUTHS: Readonly<Record<string, number>> = {
  'M/M/4': 463.64,
  'M/G/4 cv 2': 377.05,
  'M/M/1 80/s': 131.01,
  'M/M/16 p99 595/s': 616.77,
  'M/M/8': 307.35,
  'two classes': 302.37,
  'PS cv 2': 419.82,
};
