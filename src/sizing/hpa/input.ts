import type { HpaSection } from '../../config/hpa.ts';
import type { Known } from './sheet.ts';

/**
 * What is known of a pod's memory: its size, at rest, of one request in flight and how long that is, and what may be
 * used.
 */
export interface PodMemory {
  readonly pod: Known | null;
  readonly base: Known | null;
  readonly perRequest: Known | null;
  readonly response: Known | null;
  readonly ceiling: Known | null;
}

/**
 * What the advice is computed from. Figures are the plan's: their ids stand in the arithmetic. null: not known, so
 * asked for.
 */
export interface HpaInput {
  /** The rules as the configuration states them. */
  readonly rules: HpaSection;
  /** CPU request of one pod, cores, where the rules do not state it: the cores of a replica at the tier. */
  readonly request: Known | null;
  /** Cores of a pod, and of a replica of what was measured. */
  readonly cores: Known | null;
  readonly measuredCores: Known | null;
  /** Processor time of one request, core-seconds: measured. */
  readonly cpuPerRequest: Known | null;
  readonly memory: PodMemory;
  /**
   * The rate that one replica carries within the objectives, lower bound, requests/s; null also where the pods are
   * smaller.
   */
  readonly capacity: Known | null;
  /** The rate at the peak, requests/s. */
  readonly peak: Known | null;
  /** Replicas that the plan finds at the peak. */
  readonly replicas: Known | null;
  /** Put before every id: `medium_`. */
  readonly prefix?: string;
}
