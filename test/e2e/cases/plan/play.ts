import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExpectStatic } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../command.ts';
import { layRuns } from '../../plan-project.ts';
import type { PlanCase } from './case.ts';

const CASES = join(ROOT, 'test/fixtures/cases/plan');
const SAMPLE = join(ROOT, 'reports/sample');

/** What a command printed, and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Puts the files and the runs of a case into a folder. */
export function layOut({ of, files = {}, runs = [] }: PlanCase, cwd: string): void {
  if (of !== undefined) cpSync(join(CASES, of), cwd, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof text === 'string' ? text : changed(readFileSync(file, 'utf8'), text));
  }
  layRuns(cwd, runs);
}

function changed(text: string, change: (text: string) => string): string {
  const other = change(text);
  if (other === text) throw new Error('a case changes nothing of its file');
  return other;
}

/** What the engineer of a case types after `loadkit`. */
export function typed({ typed: given, flags = [], runs = [] }: PlanCase): readonly string[] {
  if (given) return given;
  const from = runs.length === 0 ? ['--from', SAMPLE] : runs.flatMap(({ run }) => ['--from', run.id]);
  return ['plan', '--tier', 'medium', '--format', 'json', ...from, ...flags];
}

/** That a command ended as is right of the case. */
export function expectRight(expect: ExpectStatic, one: PlanCase, { code, stdout, stderr }: Ended, cwd: string): void {
  const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
  for (const text of one.says ?? []) expect(said).toMatch(text);
  for (const text of one.never ?? []) expect(said).not.toMatch(text);
  if (one.headline) expect(headlineIn(stdout)).toMatch(one.headline);
  expect(code, said).toBe(one.code);
  if (one.metrics) expect(manifestIn(cwd).spec.metrics).toEqual(one.metrics);
}

export function headlineIn(stdout: string): string {
  const [first = ''] = stdout.trim().split('\n\n');
  return first.replace(/\n\s+(It rests|No run shows|Nothing was measured).*$/s, '').replace(/\s+/g, ' ');
}

function manifestIn(cwd: string) {
  return parse(readFileSync(join(cwd, 'hpa.yaml'), 'utf8')) as { spec: { metrics: unknown[] } };
}
