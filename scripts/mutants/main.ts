import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { PAGE, pageFor, seenOn } from './page.ts';
import { scratchOf } from './scratch.ts';
import { type Trial, Trials } from './trial.ts';

const USAGE = `npm run mutants [-- name …] [--write] [--list]

  name      mechanisms, or parts of their names; without any, all are tried: some minutes
  --write   only writes ${PAGE}, and tries none
  --list    only lists them
`;

/** Of the name of a test, or of what a compiler said. */
const LONGEST_TEXT = 140;

/** Tries the mutants that were named, prints a table and writes the page; 1 where one was not noticed. */
export async function main(argv: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { write: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const chosen = MUTANTS.filter(({ name }) => isNamed(name, positionals));
  if (values.help || chosen.length === 0) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.list) {
    for (const { name, keeps } of chosen) process.stdout.write(`${name}: ${keeps}\n`);
    return 0;
  }
  if (values.write) write(root);
  const trials = values.write ? [] : await tryAll(chosen, root);
  const missed = trials.filter(({ noticed }) => !noticed);
  if (trials.length > 0)
    process.stdout.write(`${trials.length - missed.length} of ${trials.length} mutants were noticed\n`);
  return missed.length > 0 ? 1 : 0;
}

function isNamed(name: string, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(name) || wanted.some((part) => name.includes(part));
}

async function tryAll(mutants: readonly Mutant[], root: string): Promise<Trial[]> {
  const scratch = scratchOf(root);
  process.once('exit', () => scratch.remove());
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const trials = new Trials(scratch);
  const width = Math.max(...mutants.map(({ name }) => name.length));
  const done: Trial[] = [];
  for (const mutant of mutants) {
    const trial = await trials.try(mutant);
    done.push(trial);
    // Each at once: what follows may take minutes, and may be stopped.
    write(root, trial);
    const mark = trial.noticed ? 'ok  ' : 'FAIL';
    process.stdout.write(
      `${mark} ${mutant.name.padEnd(width)} ${trial.seconds.toFixed(0).padStart(3)} s  ${trial.text.slice(0, LONGEST_TEXT)}\n`,
    );
  }
  return done;
}

/** Writes the page: with when each mutant was last noticed, as the page has it, and how one fared today. */
function write(root: string, trial?: Trial): void {
  const today = new Date().toISOString().slice(0, 10);
  const seen = new Map(seenOn(root));
  if (trial) seen.set(trial.mutant.name, trial.noticed ? today : `**not on ${today}**`);
  writeFileSync(join(root, PAGE), pageFor(root, seen));
}
