import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Baseline, type BaselineSubject } from '../compare/runs/baseline.ts';
import { BaselineCurves, type RunCurves } from '../compare/runs/curves.ts';
import { filesIn } from '../config/read.ts';
import { messageOf, UserError } from '../errors.ts';
import { makeFolder } from '../host/make-folder.ts';
import { harmless } from '../visible.ts';
import { writeFileAtomic } from './atomic.ts';
import { type Refused, readDocument } from './read-document.ts';
import { slug } from './run-id.ts';

/** The folder of baselines, beside the configuration; meant to be committed. */
export const BASELINES = 'baselines';

/** Unpacked, in bytes: twenty runs of the most windows take a fifth. */
const LARGEST_CURVES = 20_000_000;

/** A baseline and its file. */
export interface KeptBaseline {
  readonly file: string;
  readonly baseline: Baseline;
}

/** `load.medium.json`; `load.json` without a tier, `load.medium.search.json` of capacity searches. */
export function baselineFile({ scenario, tier, search }: BaselineSubject): string {
  // A slug holds no dot, so that no two parts can be taken for others.
  return [slug(scenario), ...(tier === null ? [] : [slug(tier)]), ...(search ? ['search'] : []), 'json'].join('.');
}

/**
 * The baseline of a subject below `folder`; undefined where there is none. UserError (2) with its file when it is
 * damaged, of another version, or of a subject whose name differs in signs only.
 */
export async function readBaseline(folder: string, subject: BaselineSubject): Promise<KeptBaseline | undefined> {
  const file = join(folder, baselineFile(subject));
  const baseline = await read(file);
  if (!baseline) return undefined;
  if (baseline.scenario !== subject.scenario || baseline.tier !== subject.tier)
    throw new UserError({
      what: `this baseline is of ${baseline.scenario} (${baseline.tier ?? 'no tier'}), and no other can have its name`,
      where: { file },
      why: `the file of ${subject.scenario} (${subject.tier ?? 'no tier'}) is called the same`,
      next: 'give the scenario or the tier a name that differs in letters or digits',
    });
  return { file, baseline };
}

/** All baselines below `folder`, by name. UserError (2) as `readBaseline`. */
export async function listBaselines(folder: string): Promise<readonly KeptBaseline[]> {
  const files = await filesIn(folder, ['.json']);
  const found = await Promise.all(files.map(read));
  return found.flatMap((baseline, at) => (baseline ? [{ file: files[at]!, baseline }] : []));
}

/** The curves of a baseline's runs, by its file; none where they were lost: no verdict rests on them. */
export async function readCurves(file: string): Promise<readonly RunCurves[]> {
  const curves = curvesFile(file);
  const read = await readDocument(curves, BaselineCurves, refusedBaseline, (content) =>
    gunzipSync(content, { maxOutputLength: LARGEST_CURVES }).toString(),
  );
  return read?.runs ?? [];
}

/** Writes a baseline and its curves in place of the one before. UserError (2) when the disk does not take it. */
export async function saveBaseline(folder: string, baseline: Baseline, curves: readonly RunCurves[]): Promise<string> {
  const file = join(folder, baselineFile(baseline));
  const ids = new Set(baseline.runs.map(({ id }) => id));
  const kept: BaselineCurves = { version: 1, runs: curves.filter(({ id }) => ids.has(id)) };
  try {
    await makeFolder(folder);
    await writeFileAtomic(curvesFile(file), gzipSync(JSON.stringify(kept)));
    await writeFileAtomic(file, `${harmless(reviewable(Baseline.parse(baseline)))}\n`);
  } catch (error) {
    throw new UserError({
      what: `cannot write the baseline: ${messageOf(error)}`,
      where: { file },
      next: 'make its folder one that can be written',
    });
  }
  return file;
}

/** Removes a baseline and its curves. */
export async function removeBaseline({ file }: KeptBaseline): Promise<void> {
  await rm(file, { force: true });
  await rm(curvesFile(file), { force: true });
}

/** Binary, and so beside the file that is reviewed: `load.medium.curves.json.gz`. */
function curvesFile(file: string): string {
  return `${file.slice(0, -'.json'.length)}.curves.json.gz`;
}

function read(file: string): Promise<Baseline | undefined> {
  return readDocument(file, Baseline, refusedBaseline);
}

function refusedBaseline(version: unknown): ReturnType<Refused> {
  return {
    what:
      version === 1
        ? 'the baseline cannot be read'
        : `the baseline is of version ${String(version)}, this loadkit reads version 1`,
    next: 'restore it from version control, or set it again: loadkit baseline set <run…>',
  };
}

/** JSON with sorted keys in which what holds no list and no object is one line: a metric of a run a line of a diff. */
function reviewable(value: unknown, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const list = Array.isArray(value);
  const parts = list
    ? value.map((one) => ({ label: '', one: one as unknown }))
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]) => ({ label: `${JSON.stringify(key)}: `, one: one as unknown }));
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  const flat = parts.every(({ one }) => one === null || typeof one !== 'object');
  const texts = parts.map(({ label, one }) => `${label}${reviewable(one, `${indent}  `)}`);
  if (flat) return list ? `${open}${texts.join(', ')}${close}` : `${open} ${texts.join(', ')} ${close}`;
  return `${open}\n${texts.map((text) => `${indent}  ${text}`).join(',\n')}\n${indent}${close}`;
}
