import type { Block, Facts } from './blocks.ts';
import type { Answer, Decision, Ruler } from './head.ts';
import type { Sign } from './symbols.ts';

/**
 * A section of a report: its question, what was found as a sentence, which is its heading (empty: the blocks say it),
 * and the evidence.
 */
export interface Section {
  readonly question: string;
  readonly finding: string;
  readonly blocks: readonly Block[];
}

/**
 * A report of anything, before any format. A story (`stories/`) tells it of one kind of document; a dialect writes it
 * down, and switches on blocks, never on what the story is about.
 */
export interface Report {
  /** What kind of report it is: `load test report`. */
  readonly kind: string;
  /** As the name of a window or a file. */
  readonly name: string;
  readonly title: string;
  /** What stands beside the title: what was tested, when. */
  readonly about: readonly string[];
  /** By what it is told from others of its kind. */
  readonly id: string;
  /** When it was measured or made (ISO 8601, UTC). */
  readonly at: string;
  /** What made it, in a few words. */
  readonly made: string;
  readonly sign: Sign;
  /** The sign in a word, and what stands beside it. */
  readonly word: string;
  readonly standing: string;
  readonly decision: Decision;
  readonly ruler: Ruler | undefined;
  readonly answers: readonly Answer[];
  /** What belongs to the decision and is neither ruler nor answer. */
  readonly lead: readonly Block[];
  /** What stands at the foot of a cover. */
  readonly cover: Facts;
  readonly sections: readonly Section[];
}
