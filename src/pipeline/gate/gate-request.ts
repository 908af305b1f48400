import type { RunRequest } from '../request.ts';

/** What the user asked `loadkit gate` for, from flags; everything else comes from the gate file and the project. */
export interface GateRequest {
  /** A path, or the name of a gate in ./gates or among the shipped ones; undefined: gate.yaml. */
  readonly file: string | undefined;
  /** What all its runs have in common; the scenario of each comes from the gate. */
  readonly run: RunRequest;
  /** Runs to be judged: folders, ids, folders of runs, several with commas between them. None: none are given. */
  readonly from: readonly string[];
  /** Whether runs are made: those that the given ones leave open. */
  readonly make: boolean;
  readonly formats: readonly string[];
}
