import type { Result } from '../../result/result.ts';
import type { Ledger } from '../ledger.ts';

/** What fills up: the disk of a replica, and the storage of the database. */
export const FILLED = ['disk', 'storage'] as const;
export type Filled = (typeof FILLED)[number];

/** Bytes of it that are in use, and which monitor read them. */
export interface InUse {
  readonly of: Filled;
  readonly bytes: number;
  readonly monitor: string;
  readonly series: string;
}

/** As monitors name it; databases that lie in one storage are added up, disks are not. */
const READ_AS: readonly { readonly of: Filled; readonly named: RegExp; readonly together: boolean }[] = [
  { of: 'disk', named: /^disk_used(_bytes)?$/, together: false },
  { of: 'storage', named: /^(pg_)?database_size(_bytes)?$/, together: true },
];

/** What a run's monitors read in use where it counts, the most of each kind. The generator's disk is left out. Pure. */
export function inUseIn({ monitors = [] }: Pick<Result, 'monitors'>): InUse[] {
  const ofTarget = monitors.filter(({ of }) => of !== 'generator');
  return READ_AS.flatMap(({ of, named, together }) => {
    const read = ofTarget.flatMap(({ monitor, series }) => {
      const peaks = series
        .filter(({ metric, unit, stages }) => named.test(metric) && unit === 'bytes' && stages.length > 0)
        .map(({ metric, stages }) => ({
          of,
          monitor,
          series: metric,
          bytes: Math.max(...stages.map(({ peak }) => peak)),
        }));
      const [first] = peaks;
      return together && first ? [{ ...first, bytes: peaks.reduce((sum, { bytes }) => sum + bytes, 0) }] : peaks;
    });
    return read.sort((a, b) => b.bytes - a.bytes).slice(0, 1);
  });
}

const SAYS: Readonly<Record<Filled, string>> = {
  disk: 'of the disk of a replica in use',
  storage: "of the database's storage in use",
};

/** Enters what is in use, of each kind by the newest run that read it; runs come newest first. */
export function enterInUse(
  ledger: Ledger,
  runs: readonly { readonly run: string; readonly inUse: readonly InUse[] }[],
): void {
  for (const of of FILLED) {
    const [found] = runs.flatMap(({ run, inUse }) =>
      inUse.filter((one) => one.of === of).map((one) => ({ run, ...one })),
    );
    if (!found) continue;
    const note = `read by monitor ${found.monitor} (${found.series}) in run ${found.run}`;
    ledger.input(inUseId(of), 'measured', { value: found.bytes }, { says: SAYS[of], unit: 'bytes', note });
  }
}

/** The figure of what is in use; the ledger has it where a run read it. */
export function inUseId(of: Filled): string {
  return `${of}_in_use`;
}
