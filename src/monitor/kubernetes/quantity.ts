/** What the suffixes of quantities stand for (kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity). */
const SUFFIXES: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** The number that a quantity of Kubernetes says: `250m`, `128974848`, `12e3`, `1.5Gi`; undefined where it is none. Pure. */
export function quantityOf(text: string): number | undefined {
  const [, number = '', suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/.exec(text) ?? [];
  return number === '' ? undefined : Number(number) * SUFFIXES[suffix]!;
}
