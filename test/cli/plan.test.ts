import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CapacityPlan } from '../../src/result/capacity-plan.ts';
import { filesIn } from '../e2e/command.ts';
import { planProject } from '../e2e/plan-project.ts';
import { measured, searched } from '../fixtures/measured.ts';
import { carriedOut } from './in-process.ts';

const planFolder = (cwd: string) =>
  join(cwd, 'reports', readdirSync(join(cwd, 'reports')).find((name) => /^\d{8}-\d{6}-plan-/.test(name))!);

/** Plans, with the plan that was printed as JSON. */
async function planned(cwd: string, ...flags: string[]) {
  const ended = await carriedOut(['plan', '--json', ...flags], cwd);
  return { ...ended, plan: ended.stdout ? CapacityPlan.parse(JSON.parse(ended.stdout)) : undefined };
}

describe('loadkit plan', () => {
  test('exit 0: takes the newest capacity run by itself, prints the tables, writes plan.json, Markdown and HTML', async () => {
    const cwd = planProject([
      searched('medium', 359),
      measured({ id: '20261121-120000-stress-large-d4e5f6', tier: 'large', stages: [{ rate: 900, zone: 'met' }] }),
    ]);
    const { code, stdout, stderr } = await carriedOut(['plan', '--growth', 'requests=15%/month'], cwd, {
      columns: 100,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('✓ medium carries: 345 requests/s against a peak of 200 requests/s');
    expect(stdout).toMatch(/^ {2}medium +200\/s +≥ 345\/s +72\.3 % +2 × \(2 cores, 4 GB\) +2 +3 +3$/m);
    expect(stdout.split('\n').filter((line) => line.length > 100 && !line.includes('/reports/'))).toEqual([]);
    const folder = planFolder(cwd);
    expect(filesIn(folder)).toEqual(['plan.html', 'plan.json', 'plan.md']);
    const plan = CapacityPlan.parse(JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')));
    expect(plan.runs.map(({ run }) => run)).toEqual(['20261121-100000-capacity-medium-a1b2c3']);
    expect(readFileSync(join(folder, 'plan.html'), 'utf8')).toContain("script-src 'none'");
  });

  test('flags win over the configuration, which is asked for what nobody said', async () => {
    const cwd = planProject([searched('medium', 359)], 'plan: { headroom: 50%, failures: 2, cpu: { time: 10ms } }\n');
    const { plan } = await planned(cwd, '--headroom', '20%', '--tier', 'medium');
    const figure = (id: string) => plan!.figures.find((one) => one.id === id);
    expect([figure('headroom')?.value, figure('failures')?.value, figure('cpu_time')?.value]).toEqual([0.2, 2, 0.01]);
    expect(figure('headroom')?.basis).toBe('stated');
    expect(plan!.tiers.map(({ name }) => name)).toEqual(['medium']);
    expect(plan!.asked.map(({ key }) => key)).toContain('plan.database.time');
  });

  test('--from names runs, of any kind; one that cannot be used is named with the reason', async () => {
    const steps = measured({
      id: '20261121-120000-stress-large-d4e5f6',
      tier: 'large',
      profile: 'stress',
      stages: [
        { rate: 500, zone: 'met' },
        { rate: 750, zone: 'critical' },
      ],
    });
    const scaled = searched('medium', 359, { run: { timeScale: 0.1 } });
    const cwd = planProject([steps, scaled]);
    const { code, plan } = await planned(cwd, '--from', steps.run.id, '--from', scaled.run.id);
    expect(code).toBe(0);
    expect(plan!.runs.map(({ kind }) => kind).sort()).toEqual([null, 'steps'].sort());
    expect(plan!.runs.find(({ kind }) => kind === null)!.refused).toContain('time-scaled');
  });

  test('exit 3: a stated deployment that was measured not to carry its load', async () => {
    const cwd = planProject([searched('medium', 180)]);
    const { code, plan } = await planned(cwd);
    expect([code, plan!.tiers.find(({ name }) => name === 'medium')!.carries]).toEqual([3, 'no']);
  });

  test('exit 5: a tier that is only projected was not shown to carry its load', async () => {
    const cwd = planProject([searched('medium', 180)]);
    expect((await planned(cwd, '--tier', 'large')).code).toBe(5);
  });

  test('exit 5: nothing measured; what can be said from stated numbers is said, and what to run', async () => {
    const cwd = planProject([], 'plan: { cpu: { time: 10ms } }\n');
    const { code, stdout } = await carriedOut(['plan'], cwd);
    expect(code).toBe(5);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Run: loadkit capacity.');
    expect(stdout).toMatch(/^ {2}medium +~3 × \(2 cores, 4 GB\)/m);
  });

  test('--hpa writes the manifest, --out and --format decide on the rest', async () => {
    const cwd = planProject([searched('medium', 359)]);
    const { code } = await planned(cwd, '--hpa', 'deploy/hpa.yaml', '--format', 'json');
    expect([code, filesIn(planFolder(cwd))]).toEqual([0, ['plan.json']]);
    expect(readFileSync(join(cwd, 'deploy/hpa.yaml'), 'utf8')).toContain('kind: HorizontalPodAutoscaler');
  });

  test('exit 9: a report that could not be written is named; the plan is printed', async () => {
    const cwd = planProject([searched('medium', 359)]);
    writeFileSync(join(cwd, 'file'), '');
    const { code, plan, stderr } = await planned(cwd, '--hpa', 'file/hpa.yaml');
    expect([code, plan?.version]).toEqual([9, 1]);
    expect(stderr).toContain('could not be written');
  });

  test.each([
    [['--tier', 'huge'], 'no tier "huge"'],
    [['--from', 'nothing'], 'no run "nothing"'],
    [['--headroom', 'much'], 'expected a share'],
    [['--horizon', '12'], 'expected a span'],
    [['--growth', 'requests=15%'], 'in which time'],
    [['--peak', '0'], 'above 0'],
    [['--format', 'pptx'], 'expected some of'],
  ])('exit 2 for %j', async (flags, message) => {
    const { code, stdout, stderr } = await planned(planProject([]), ...flags);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('exit 2 for a configuration that is none, with its place', async () => {
    const cwd = planProject([], 'plan:\n  cpu: { tim: 10ms }\n');
    const { code, stderr } = await planned(cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('loadkit.config.yaml:2');
    expect(stderr).toContain('did you mean `time`?');
  });

  test('exit 2 for a damaged result that was asked for; by itself it is passed over', async () => {
    const run = searched('medium', 359);
    const cwd = planProject([run]);
    writeFileSync(join(cwd, 'reports', run.run.id, 'result.json'), '{"version":1}');
    expect((await planned(cwd)).code).toBe(5);
    const { code, stderr } = await planned(cwd, '--from', run.run.id);
    expect([code, stderr.includes('loadkit report')]).toEqual([2, true]);
  });
});
