import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../src/result/result.ts';
import { emptyFolder, resultIn, runFolder, start, until } from './command.ts';
import { inProcess } from './in-process.ts';
import { OBJECTIVE, ONE, SLOTS } from './one-request.ts';
import { startOwnSandbox } from './service.ts';

// What the machine does to its batches is no matter here. A search that ends by itself takes two
// minutes: npm run accuracy -- long-runs.
test('an interrupted search keeps its trials and exits 130; --resume goes on in one record', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'one.js'), ONE);
  const sandbox = await startOwnSandbox({ slots: SLOTS, service: 0.025, seed: 4 });
  const args = ['capacity', 'one.js', '--target', sandbox.url, ...OBJECTIVE, '--budget', '2m'];
  const first = await interrupted([...args, '--out', 'first'], cwd, 2);
  const folder = runFolder(join(cwd, 'first'));

  const differs = await inProcess([...args, '--objective', 'request_time p95 <= 90ms', '--resume', folder], { cwd });
  expect(differs.code).toBe(2);
  expect(differs.stderr).toContain('what is searched is not that of the search to go on from');

  const second = await interrupted([...args, '--resume', folder, '--out', 'second'], cwd, 1);
  expect(second.capacity!.search.resumes).toBe(first.run.id);
  const rates = ({ capacity }: Result) => capacity!.probes.map(({ rate }) => rate);
  expect(rates(second).slice(0, rates(first).length)).toEqual(rates(first));
  expect(rates(second).length).toBeGreaterThan(rates(first).length);
  expect(second.capacity!.load).toBeGreaterThan(first.capacity!.load);
  const again = await inProcess(['report', runFolder(join(cwd, 'second')), '--json'], { cwd });
  expect(JSON.parse(again.stdout)).toEqual(second);
});

/** The result of a search that is interrupted as soon as it has told of so many batches. */
async function interrupted(args: readonly string[], cwd: string, batches: number): Promise<Result> {
  const running = start(args, { cwd });
  await until(`${batches} batches`, () => (running.stderr().match(/^bracket /gm) ?? []).length >= batches, 60);
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  const result = resultIn(runFolder(join(cwd, args.at(-1)!)));
  expect(result.run.state).toBe('aborted');
  expect(result.capacity).toMatchObject({ ended: 'stopped', confirmation: null });
  return result;
}
