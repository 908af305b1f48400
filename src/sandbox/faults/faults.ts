import { UserError } from '../../errors.ts';
import { didYouMean } from '../../input/nearest.ts';
import { collapse } from './collapse.ts';
import { corrupt } from './corrupt.ts';
import { crash } from './crash.ts';
import { drift } from './drift.ts';
import type { Crowd, Fault, FaultGiven, FaultKind } from './fault.ts';
import { leak } from './leak.ts';
import { lock } from './lock.ts';
import { poolLeak } from './pool-leak.ts';
import { refusal } from './refusal.ts';
import { slowRecovery } from './slow-recovery.ts';

/** The faults that the sandbox can have. */
export const FAULT_KINDS: readonly FaultKind[] = [
  leak,
  drift,
  poolLeak,
  corrupt,
  refusal,
  collapse,
  slowRecovery,
  lock,
  crash,
];

/** Makes the faults of one life of the service: a restart begins anew. */
export type MakeFaults = (given: FaultGiven) => readonly Fault[];

/**
 * Reads faults as they are typed (`leak=40MB/h`). Throws UserError (2) for what is none; `path`: where they stand. Pure.
 */
export function readFaults(texts: readonly string[], path = '--fault'): MakeFaults {
  const makers = texts.map((text) => {
    const [, name = text, value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const kind = FAULT_KINDS.find((each) => each.name === name);
    const made = kind?.read(value);
    if (made) return made;
    const names = FAULT_KINDS.map((each) => each.name);
    throw new UserError({
      what: kind
        ? `${JSON.stringify(value)} is no value of the fault ${name}`
        : `the sandbox has no fault ${JSON.stringify(name)}`,
      where: { path },
      next: kind ? `write ${name}=${kind.example}` : (didYouMean(name, names) ?? `it knows ${names.join(', ')}`),
    });
  });
  return (given) => makers.map((make) => make(given));
}

/** What several faults do together, in the order in which they are named. */
export class FaultSet {
  readonly #faults: readonly Fault[];

  constructor(faults: readonly Fault[] = []) {
    this.#faults = faults;
  }

  holds(seconds: number, crowd: Crowd, now: number): number {
    return this.#faults.reduce((held, { holds }) => holds?.(held, crowd, now) ?? held, seconds);
  }

  delays(crowd: Crowd, now: number): number {
    return this.#faults.reduce((sum, { delays }) => sum + (delays?.(crowd, now) ?? 0), 0);
  }

  /** How many services wait for a lock; undefined: there is none. */
  waits(now: number): number | undefined {
    const locks = this.#faults.flatMap(({ waits }) => waits ?? []);
    return locks.length > 0 ? locks.reduce((sum, waits) => sum + waits(now), 0) : undefined;
  }

  refuses(now: number): boolean {
    return this.#faults.some(({ refuses }) => refuses?.(now) === true);
  }

  loses(now: number): number {
    return this.#faults.reduce((sum, { loses }) => sum + (loses?.(now) ?? 0), 0);
  }

  keeps(value: unknown): unknown {
    return this.#faults.reduce((kept, { keeps }) => (keeps ? keeps(kept) : kept), value);
  }

  /** Whether it leaks memory at all. */
  get leaking(): boolean {
    return this.#faults.some(({ leaks }) => leaks !== undefined);
  }

  leaks(now: number): number {
    return this.#faults.reduce((sum, { leaks }) => sum + (leaks?.(now) ?? 0), 0);
  }

  /** What they do, in words. */
  get words(): readonly string[] {
    return this.#faults.map(({ words }) => words);
  }

  /** When it crashes, the earliest first. */
  get crashes(): readonly NonNullable<Fault['crash']>[] {
    return this.#faults.flatMap(({ crash: when }) => when ?? []).sort((a, b) => a.at - b.at);
  }
}
