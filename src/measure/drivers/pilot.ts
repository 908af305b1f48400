import type { EndReason } from '../../capacity/search/outcome.ts';
import { overloaded } from '../../capacity/search/phases/judgement.ts';
import { beginSearch } from '../../capacity/search/search.ts';
import type { Ask, SearchDecision, SearchState } from '../../capacity/search/search-state.ts';
import { inRequests } from '../../capacity/search/settings.ts';
import type { AskLine, SearchedLine } from '../../capacity/search-lines.ts';
import type { SteeredCourse } from '../../judge/search/steered/course.ts';
import { searchedLine, searchLine } from '../../report/terminal/search-progress.ts';
import type { Decide } from './decider.ts';
import type { Pilot } from './one-plan.ts';

export interface PilotInput {
  readonly course: SteeredCourse;
  readonly requests: number;
  /** Where the search goes on from; undefined for a new one. */
  readonly from: SearchState | undefined;
  readonly decide: Decide;
  /** Iterations per second, from now on. */
  readonly setRate: (rate: number) => void;
  /** Puts a line of loadkit's own into the record, at this place. The course has seen it when this returns. */
  readonly keep: (line: AskLine | SearchedLine) => void;
  readonly say: (text: string) => void;
  /** Seconds since the command began, and those after which the load must be over. */
  readonly elapsed: () => number;
  readonly deadline: number;
  readonly second: () => number;
}

/**
 * Carries out a capacity search: asks for batches, one rate at a time, and decides on each when its lines reach to its
 * end; a watched one is looked at with every line. Decisions that compute are made elsewhere, meanwhile the batch goes
 * on.
 */
export function searchPilot(input: PilotInput): Pilot {
  const { course, requests, decide, setRate, keep, say, elapsed, deadline, second } = input;
  const settings = course.settings;
  let state: SearchState | undefined;
  let deciding = false;
  let ended: string | undefined;
  let landed = false;

  const ask = (next: Ask, then: SearchState) => {
    state = then;
    const { asks: _, ...remembered } = then;
    const holding = next.phase === 'settle' || next.phase === 'confirm';
    const line: AskLine = {
      t: 'ask',
      s: second(),
      batch: then.asks.length - 1 - course.earlier,
      ask: next,
      state: holding ? null : remembered,
    };
    keep(line);
  };
  const finish = (reason: EndReason) => {
    if (ended !== undefined || landed) return;
    const line: SearchedLine = { t: 'searched', s: second(), reason, elapsed: elapsed() };
    keep(line);
    ended = searchedLine(reason);
  };
  const carryOut = (decision: SearchDecision) => {
    if (ended !== undefined || landed) return;
    if (decision.done) return finish(decision.outcome.reason);
    ask(decision.ask, decision.state);
    setRate(decision.ask.rate);
  };
  const begin = () => {
    const { from } = input;
    if (!from) {
      const first = beginSearch(settings);
      if (!first.done) ask(first.ask, first.state);
      return;
    }
    // The plan begins with its rate.
    ask(from.asks.at(-1)!, from);
  };
  begin();

  return {
    ending: () => ended,
    land: () => {
      landed = true;
    },
    see(line) {
      if (line.t !== 'census' || ended !== undefined || !state) return;
      if (elapsed() >= deadline) return finish('budget');
      if (deciding) return;
      const { current } = course;
      // The batch that was asked for has not begun yet.
      if (!current || current.index !== state.asks.length - 1) return;
      const { batch } = current;
      const asked = state.asks.at(-1)!;
      const over = batch.seconds >= asked.seconds - 1e-6 || (asked.watched && overloaded(batch));
      if (!over) return;
      deciding = true;
      const before = state;
      const evidence = course.evidence();
      say(
        searchLine({
          ask: asked,
          batch: evidence.batches.at(-1)!,
          doubt: course.doubt(current.index),
          requests,
          latest: before.latest,
          left: Math.max(0, deadline - elapsed()),
          settings: inRequests(settings, requests),
        }),
      );
      decide(settings, before, evidence).then(
        (decision) => {
          deciding = false;
          carryOut(decision);
        },
        (error: unknown) => {
          deciding = false;
          say(`the search cannot go on: ${error instanceof Error ? error.message : String(error)}`);
          finish('stopped');
        },
      );
    },
  };
}
