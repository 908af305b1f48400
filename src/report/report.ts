import type { Block, Facts } from './blocks.ts';
import type { Answer, Decision, Ruler } from './head.ts';
import type { Suite } from './junit/suite.ts';
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

/** Blocks under a title; empty: they have none. */
export interface Part {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A part of these blocks, one after the other. */
export function part(title: string, ...blocks: readonly Block[]): Part {
  return { title, blocks };
}

/** A report as a comment on a pull request: what stands open below the headline, and what is folded away. */
export interface Comment {
  /** What stands before the headline. */
  readonly subject: string;
  readonly parts: readonly Part[];
  readonly folded: Part & { readonly parts: readonly Part[] };
  /** The last line: what it was, and that there are doubts. A fact without a name is its value alone. */
  readonly foot: Facts;
}

/**
 * A report of anything, before any format. A story (`stories/`) tells it of one kind of document; a dialect writes it
 * down, and switches on blocks, never on what the story is about. A page and a PDF hold its `sections`; what is read
 * quickly and elsewhere (a comment, a terminal, a list of test cases) is a selection that the story makes.
 */
export interface Report {
  /** What kind of report it is: `load test report`. */
  readonly kind: string;
  /** The document that it tells of, and the file that holds it. */
  readonly document: { readonly file: string; readonly content: object };
  /** The name of its files, without an ending. */
  readonly stem: string;
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
  readonly comment: Comment;
  /** What a terminal shows below the decision. */
  readonly screen: readonly Part[];
  /** What a test reporter is told: something in it fails when, and only when, the command fails. */
  readonly suite: Suite;
}

/** Sections as parts, for a story that makes no selection of its own: what was found is the title. */
export function partsOf(sections: readonly Section[]): Part[] {
  return sections.map(({ question, finding, blocks }) => ({ title: finding || question, blocks }));
}
