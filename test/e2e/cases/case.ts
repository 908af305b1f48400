import type { Verdict } from '../../../src/result/vocabulary.ts';
import type { Failing } from './service.ts';

/**
 * A situation that somebody was in, and what is right. That exit code, verdict, headline, JUnit and the HTML report say
 * one thing is asked of every case beside what stands here.
 */
export interface Case {
  /** What the script does or suffers, and what is right of it. */
  readonly is: string;
  /**
   * Below test/fixtures/cases; another argument of `loadkit run`, such as a shipped scenario, where no such file is.
   */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly service?: Failing;
  /** The exit code of the bare engine; null where it cannot run this. `npm run accuracy -- against-k6` asks it. */
  readonly k6: number | null;
  /** Exit codes, any of which is right. */
  readonly code: readonly number[];
  /** Where a result is written: any of these. */
  readonly verdict?: readonly Verdict[];
  readonly headline?: RegExp;
  /** What the terminal must, and must not, say. */
  readonly says?: readonly RegExp[];
  readonly never?: readonly RegExp[];
  /** Requests that the service may have seen: the least and the most. */
  readonly asked?: readonly [least: number, most: number];
  /** Failures and errors of junit.xml, where one of them is asked for. */
  readonly junit?: { readonly failures?: number; readonly errors?: number };
}

/** What is right of a healthy service whose script runs. */
export const HEALTHY = { code: [0], verdict: ['met'], headline: /^Meets its objectives$/ } as const;

/** What is right of what is refused: nothing is sent, nothing is written, and the terminal says why. */
export const REFUSED = { code: [2], asked: [0, 0] } as const;
