import type { EngineKind } from '../../plan/abilities.ts';

/** A k6 that loadkit can drive. */
export interface Engine {
  readonly kind: EngineKind;
  readonly path: string;
  /** The version of k6 inside it. */
  readonly k6: string;
  /** The engine's own version; of one that was given by path it is only known from its first line. */
  readonly version: string;
  /** How it was found, in words. */
  readonly found: string;
  /** The JavaScript extensions that it was built with besides our own: what `k6/x/…` may be imported. Absent: none. */
  readonly extensions?: readonly string[];
}
