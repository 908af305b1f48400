import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { messageOf, UserError } from '../errors.ts';
import { makeFolder } from '../host/make-folder.ts';
import { ChartSeries } from '../result/chart-series.ts';
import { RunRecord } from '../result/record.ts';
import { Result } from '../result/result.ts';
import { writeFileAtomic } from './atomic.ts';
import { runId } from './run-id.ts';

/** The files of a run folder. */
export const FILES = {
  record: 'record.json',
  timeline: 'timeline.ndjson.gz',
  result: 'result.json',
  series: 'series.json',
  script: 'scenario.js',
  log: 'k6.log',
} as const;

export interface NewRun {
  readonly id: string;
  readonly folder: string;
  /** For its record: one more than any run below `out` has. */
  readonly sequence: number;
}

/** Makes a new run folder below `out`. UserError (2) when the place cannot be written: before any load. */
export async function createRun(out: string, scenario: string, tier: string | null, startedAt: Date): Promise<NewRun> {
  const sequence = 1 + Math.max(0, ...(await numbered(out)).map((run) => run.sequence));
  const id = runId(startedAt, scenario, tier, randomBytes(3).toString('hex'));
  const folder = resolve(out, id);
  try {
    await makeFolder(resolve(out));
    await mkdir(folder);
    await writeFileAtomic(join(folder, FILES.log), '');
  } catch (error) {
    throw notWritten(folder, error);
  }
  return { id, folder, sequence };
}

/** Removes the folder of a run in which nothing was measured. */
export async function removeRun(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Saves the record; once, before the first request. UserError (2) when the disk does not take it: then no run folder
 * stays behind.
 */
export async function saveRecord(folder: string, record: RunRecord): Promise<void> {
  const text = `${JSON.stringify(RunRecord.parse(record), null, 2)}\n`;
  try {
    await writeFileAtomic(join(folder, FILES.record), text);
  } catch (error) {
    await removeRun(folder).catch(() => undefined);
    throw notWritten(folder, error);
  }
}

function notWritten(folder: string, error: unknown): UserError {
  return new UserError({
    what: `cannot write reports: ${messageOf(error)}`,
    where: { file: folder },
    next: 'free space there, or give another folder that can be written with --out DIR',
  });
}

/**
 * Reads and checks a saved record. UserError (2) naming the file when it is not there, no JSON, or of another version.
 */
export async function loadRecord(folder: string): Promise<RunRecord> {
  const file = join(folder, FILES.record);
  let text = '';
  let value: unknown;
  try {
    text = await readFile(file, 'utf8');
    value = JSON.parse(text);
  } catch (error) {
    // Of a file that was cut off, Node does not say where it ends.
    const place = /end of JSON input/.test(messageOf(error)) ? ` after ${text.length} characters` : '';
    throw new UserError({
      what: `no readable record: ${messageOf(error)}${place}`,
      where: { file },
      next: 'name a run folder that loadkit wrote',
    });
  }
  const parsed = RunRecord.safeParse(value);
  if (parsed.success) return parsed.data;
  const version = (value as { version?: unknown } | null)?.version;
  throw new UserError({
    what:
      version === 1
        ? 'the record is damaged'
        : `the record is of version ${String(version)}, this loadkit reads version 1`,
    where: { file },
    why: z.prettifyError(parsed.error).slice(0, 500),
    next: version === 1 ? 'restore it from a copy' : 'use the loadkit that wrote it, or a newer one',
  });
}

/**
 * Reads and checks a saved result; undefined where the run was never judged. UserError (2) when it is damaged or of
 * another version.
 */
export function loadResult(folder: string): Promise<Result | undefined> {
  return readJudged(folder, FILES.result, Result);
}

/**
 * Reads and checks the saved series of a run; undefined where there is none. UserError (2) when it is damaged or of
 * another version.
 */
export function loadSeries(folder: string): Promise<ChartSeries | undefined> {
  return readJudged(folder, FILES.series, ChartSeries);
}

/** Finds a run by path, by id below `out`, or the newest (`latest`). UserError (2) naming what is there. */
export async function findRun(reference: string, out: string): Promise<string> {
  for (const folder of [resolve(reference), resolve(out, reference)]) {
    if (await isFile(join(folder, FILES.record))) return folder;
  }
  const runs = await listRuns(out);
  const newest = runs.at(-1);
  if (reference === 'latest' && newest) return newest;
  throw new UserError({
    what: `no run "${reference}"`,
    where: { file: resolve(out) },
    next: newest ? `the newest is ${basename(newest)}; \`latest\` names it` : 'make one with: loadkit run smoke',
  });
}

async function readJudged<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let why: string;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    why = z.prettifyError(parsed.error).slice(0, 500);
  } catch (error) {
    why = messageOf(error);
  }
  throw new UserError({
    what: `the ${name === FILES.result ? 'result' : 'series'} of this run cannot be read`,
    where: { file },
    why,
    next: `judge it again: loadkit report ${basename(folder)}`,
  });
}

/**
 * What `runId` makes; other folders (`sample`, a kept copy) are found by their name only and are never the newest run.
 */
const RUN_ID = /^\d{8}-\d{6}-/;

/**
 * The run folders below `out` in the order in which they were made: by the number in their records, which no clock that
 * is set back and no copy changes. Runs of one number (two begun at once, or folders brought together) go by the time
 * in their names.
 */
export async function listRuns(out: string): Promise<string[]> {
  const runs = await numbered(out);
  const order = (a: Numbered, b: Numbered) => a.sequence - b.sequence || (a.folder < b.folder ? -1 : 1);
  return runs.sort(order).map(({ folder }) => folder);
}

interface Numbered {
  readonly folder: string;
  readonly sequence: number;
}

async function numbered(out: string): Promise<Numbered[]> {
  const entries = await readdir(resolve(out), { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name))
    .map((entry) => resolve(out, entry.name));
  const found: Numbered[] = [];
  for (const folder of folders) {
    const sequence = await sequenceOf(join(folder, FILES.record));
    if (sequence !== undefined) found.push({ folder, sequence });
  }
  return found;
}

/** The number stands near the beginning of a record: hundreds of them need not be read whole. */
const HEAD_BYTES = 256;
const SEQUENCE = /"sequence":\s*(\d+)/;

/** The number of a record; 0 of one that has none, undefined where there is no record. */
async function sequenceOf(file: string): Promise<number | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const sequence = Number(SEQUENCE.exec(buffer.toString('utf8', 0, bytesRead))?.[1] ?? 0);
    // A damaged record does not keep others from being numbered after it.
    return Number.isSafeInteger(sequence + 1) ? sequence : 0;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
