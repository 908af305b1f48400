import type { Mutant } from './mutant.ts';
import { OF_CEILINGS } from './table/ceilings.ts';
import { OF_COMPARING } from './table/comparing.ts';
import { OF_THE_COURSE } from './table/course.ts';
import { OF_THE_DISK } from './table/disk.ts';
import { OF_THE_ENGINE } from './table/engine.ts';
import { OF_EXIT_CODES } from './table/exit-codes.ts';
import { OF_THE_HOST } from './table/host.ts';
import { OF_INPUT } from './table/input.ts';
import { OF_LOADING } from './table/loading.ts';
import { OF_THE_MACHINE } from './table/machine.ts';
import { OF_MONITORS } from './table/monitors.ts';
import { OF_OBJECTIVES } from './table/objectives.ts';
import { OF_WAYS_PAST_THE_LIST } from './table/past-the-list.ts';
import { OF_PLANNING } from './table/planning.ts';
import { OF_WHAT_IS_PRINTED } from './table/printed.ts';
import { OF_REACH } from './table/reach.ts';
import { OF_THE_SUPPLY_CHAIN } from './table/supply-chain.ts';
import { OF_TEXT } from './table/text.ts';
import { OF_THE_VERDICT } from './table/verdict.ts';

/** Every mechanism that is taken out, one at a time. A new one is an entry in the table of its subject. */
export const MUTANTS: readonly Mutant[] = [
  ...OF_THE_VERDICT,
  ...OF_OBJECTIVES,
  ...OF_EXIT_CODES,
  ...OF_PLANNING,
  ...OF_COMPARING,
  ...OF_THE_HOST,
  ...OF_REACH,
  ...OF_WAYS_PAST_THE_LIST,
  ...OF_CEILINGS,
  ...OF_LOADING,
  ...OF_INPUT,
  ...OF_THE_DISK,
  ...OF_THE_MACHINE,
  ...OF_TEXT,
  ...OF_WHAT_IS_PRINTED,
  ...OF_THE_SUPPLY_CHAIN,
  ...OF_THE_ENGINE,
  ...OF_MONITORS,
  ...OF_THE_COURSE,
];
