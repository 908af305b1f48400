import type { RecordLine } from '../../../../src/capacity/search-lines.ts';
import type { RunRecord } from '../../../../src/result/record.ts';
import type { Result } from '../../../../src/result/result.ts';
import type { Misleading } from './misleading.ts';

/** What an engineer has in a folder and types there, and what is right. */
export interface PlanCase {
  readonly is: string;
  /** A folder below test/fixtures/cases/plan with its files; without one the folder is empty. */
  readonly of?: string;
  /** The folder is what `loadkit init` makes around such a service. */
  readonly service?: Misleading;
  /** Files written over those: their text, or what becomes of the text that stands there. */
  readonly files?: Readonly<Record<string, string | ((text: string) => string)>>;
  /**
   * Runs that lie in `reports`, and are named by `--from`; without any it is the sample: 400 requests/s held at medium,
   * 600 did not.
   */
  readonly runs?: readonly Result[];
  /** What was measured of a run that lies in `reports` as `measured`: it is for the command to judge. */
  readonly measured?: () => Promise<Measured>;
  /** Typed after `loadkit`; without it `plan --tier medium` with the runs, and with these flags. */
  readonly typed?: readonly string[];
  readonly flags?: readonly string[];
  readonly code: number;
  /** The first paragraph, without what it rests on. */
  readonly headline?: RegExp;
  /** What the terminal says, with single spaces, and what it must not say. */
  readonly says?: readonly (string | RegExp)[];
  readonly never?: readonly (string | RegExp)[];
  /** The metrics of the autoscaler's manifest. */
  readonly metrics?: readonly unknown[];
}

export interface Measured {
  readonly record: RunRecord;
  readonly lines: readonly RecordLine[];
}

export const CONFIG = 'loadkit.config.yaml';
export const MEDIUM = 'tiers/medium.yaml';

/** Of a manifest. */
export const utilisation = (name: string, averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});

/** An autoscaler is asked for. */
export const SCALED = { flags: ['--hpa', 'hpa.yaml'] } as const;
