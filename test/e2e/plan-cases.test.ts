import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'vitest';
import { parse } from 'yaml';
import { AUTOSCALER } from './cases/plan/autoscaler.ts';
import type { PlanCase } from './cases/plan/case.ts';
import { DEMAND } from './cases/plan/demand.ts';
import { startMisleading } from './cases/plan/misleading.ts';
import { POOLS } from './cases/plan/pools.ts';
import { SERVICES } from './cases/plan/services.ts';
import { TABLES } from './cases/plan/tables.ts';
import { VERDICTS } from './cases/plan/verdicts.ts';
import { YAML } from './cases/plan/yaml.ts';
import { type After, emptyFolder, loadkit, ROOT } from './command.ts';
import { layRuns } from './plan-project.ts';

const CASES = join(ROOT, 'test/fixtures/cases/plan');
const SAMPLE = join(ROOT, 'reports/sample');

describe.each([
  ['the verdict', VERDICTS],
  ['demand', DEMAND],
  ['whose pool', POOLS],
  ['the autoscaler', AUTOSCALER],
  ['what YAML reads', YAML],
  ['tables', TABLES],
  ['services that mislead', SERVICES],
])('planned as people do: %s', (_subject, cases) => {
  test.concurrent.for([...cases].map((one) => [one.is, one] as const))(
    '%s',
    async ([, one], { expect, skip, onTestFinished: after }) => {
      const cwd = await folderOf(one, after);
      const ask = () => loadkit(typed(one), { cwd, after, env: { COLUMNS: '1000' } });
      let ended = await ask();
      for (let tries = 1; tries < 3 && one.service && isDisturbed(ended); tries++) ended = await ask();
      if (one.service && isDisturbed(ended)) skip(`the machine disturbed three runs: ${headlineIn(ended.stdout)}`);
      const { code, stdout, stderr } = ended;
      const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
      for (const text of one.says ?? []) expect(said).toMatch(text);
      for (const text of one.never ?? []) expect(said).not.toMatch(text);
      if (one.headline) expect(headlineIn(stdout)).toMatch(one.headline);
      expect(code, said).toBe(one.code);
      if (one.metrics) expect(manifestIn(cwd).spec.metrics).toEqual(one.metrics);
    },
  );
});

/** Other work on the machine, which says nothing of the case. */
function isDisturbed({ stdout }: { readonly stdout: string }): boolean {
  return /^\? Inconclusive/m.test(stdout);
}

async function folderOf({ of, service, files = {}, runs = [] }: PlanCase, after: After): Promise<string> {
  const cwd = emptyFolder(after);
  if (service) {
    const { url, close } = await startMisleading(service);
    after(close);
    await loadkit(['init', url], { cwd, after });
  }
  if (of !== undefined) cpSync(join(CASES, of), cwd, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof text === 'string' ? text : changed(readFileSync(file, 'utf8'), text));
  }
  layRuns(cwd, runs);
  return cwd;
}

function changed(text: string, change: (text: string) => string): string {
  const other = change(text);
  if (other === text) throw new Error('a case changes nothing of its file');
  return other;
}

function typed({ typed: given, flags = [], runs = [] }: PlanCase): readonly string[] {
  if (given) return given;
  const from = runs.length === 0 ? ['--from', SAMPLE] : runs.flatMap(({ run }) => ['--from', run.id]);
  return ['plan', '--tier', 'medium', '--format', 'json', ...from, ...flags];
}

function headlineIn(stdout: string): string {
  const [first = ''] = stdout.trim().split('\n\n');
  return first.replace(/\n\s+(It rests|No run shows|Nothing was measured).*$/s, '').replace(/\s+/g, ' ');
}

function manifestIn(cwd: string) {
  return parse(readFileSync(join(cwd, 'hpa.yaml'), 'utf8')) as { spec: { metrics: unknown[] } };
}
