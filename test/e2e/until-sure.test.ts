import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disturbance, emptyFolder, resultIn, runFolder, undisturbed } from './command.ts';
import { inProcess } from './in-process.ts';
import { startOwnSandbox } from './service.ts';

test('--until-sure ends the load of the real k6 once its verdict is settled, as a run that came to its end', async ({
  skip,
  onTestFinished: after,
}) => {
  const sandbox = await startOwnSandbox({ slots: 8, service: 0.005 }, after);
  const cwd = emptyFolder(after);
  writeFileSync(
    join(cwd, 'loadkit.config.yaml'),
    `target: ${sandbox.url}
objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 2s", critical: "> 5s" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 10%", critical: "> 20%" }
scenarios: { load: { rate: 60, duration: 9m, ramp: 10s } }
`,
  );
  const args = ['run', 'load', '--until-sure', '--time-scale', '0.1', '--out', 'out', '--format', 'json'];
  const { code, stderr } = await undisturbed(() => inProcess(args, { cwd }));
  const { run, stages, verdict, caveats, validity } = resultIn(runFolder(join(cwd, 'out')));
  expect(run).toMatchObject({ state: 'complete', profile: 'load' });
  const disturbed = disturbance({ validity });
  if (disturbed) skip(disturbed);
  expect([code, verdict, stderr]).toEqual([0, 'met', expect.stringContaining('--until-sure')]);
  expect(stages[0]!.untilSure).toEqual({ planned: 55, settled: true });
  expect(stages[0]!.to - stages[0]!.from).toBeLessThan(55);
  expect(caveats.map(({ code }) => code)).toContain('until-sure');
});
