import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { EngineLine } from '../../src/metrics/lines/lines.ts';
import { Result } from '../../src/result/result.ts';
import { type Ended, type Running, startCommand } from './processes.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = join(ROOT, 'dist/cli.js');

/**
 * Has something done when a test is over. Of tests that run at once each hands its own in: vitest's own knows but one
 * test.
 */
export type After = (cleanup: () => void | Promise<void>) => void;

export interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly after?: After;
  /**
   * Whether a run without --format writes what it writes by default. Else its result alone: pictures take a fifth of
   * the CPU.
   */
  readonly reports?: boolean;
}

/** What a command finds in its environment beside what is there. */
export function environmentOf(
  [command]: readonly string[],
  { env = {}, reports = command !== 'run' }: Where,
): Readonly<Record<string, string>> {
  return { ...(reports ? {} : { LOADKIT_FORMAT: 'json' }), ...env };
}

/** V8 makes code fast that has run for a while: of a command that ends after a second or two a seventh of its CPU. */
const SHORT_LIVED = ['--interrupt-budget=4000000'];

/** Starts the built command in a child process; killed when the test is over, should it still run. */
export function start(args: readonly string[], where: Where): Running {
  const { cwd, after = onTestFinished } = where;
  const env = { ...process.env, ...environmentOf(args, where) };
  const running = startCommand(process.execPath, [...SHORT_LIVED, CLI, ...args], { cwd, env });
  after(() => void running.child.kill('SIGKILL'));
  return running;
}

/** Runs the built command to its end. */
export function loadkit(args: readonly string[], where: Where): Promise<Ended> {
  return start(args, where).ended;
}

/** An empty folder of the test's own. */
export function emptyFolder(after: After = onTestFinished): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadkit-e2e-')));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The only run folder below `out`. */
export function runFolder(out: string): string {
  const runs = readdirSync(out).filter((name) => existsSync(join(out, name, 'record.json')));
  if (runs.length !== 1) throw new Error(`expected one run in ${out}, found ${runs.length}`);
  return join(out, runs[0]!);
}

/** The files of a run folder, by their paths in it. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The saved result, checked against its schema. */
export function resultIn(folder: string): Result {
  return Result.parse(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')));
}

/** The engine's lines as the run kept them. */
export function timelineIn(folder: string): EngineLine[] {
  const text = gunzipSync(readFileSync(join(folder, 'timeline.ndjson.gz'))).toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineLine);
}

/**
 * The outcome of a run that the machine did not disturb: on shared cores a run may rightly be inconclusive, which says
 * nothing about what the test asks. Then it is run once more, or as often as may be, and the last outcome is returned.
 */
export async function undisturbed<T extends { readonly code: number | null }>(
  run: () => Promise<T>,
  tries = 2,
): Promise<T> {
  const INCONCLUSIVE = 5;
  const outcome = await run();
  return outcome.code === INCONCLUSIVE && tries > 1 ? undisturbed(run, tries - 1) : outcome;
}

/** Why the last run says nothing of what a test asks: the machine disturbed it. Undefined of a run that was valid. */
export function disturbance({ validity }: Pick<Result, 'validity'>): string | undefined {
  if (validity.status === 'valid') return undefined;
  return `the machine disturbed it: ${validity.reasons.map(({ text }) => text).join('; ')}`;
}

/** Waits until something holds, also on a busy machine; an error naming it after `seconds`. */
export async function until(what: string, holds: () => boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
