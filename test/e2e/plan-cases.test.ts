import { describe, test } from 'vitest';
import { startMisleading } from './cases/plan/misleading.ts';
import { expectRight, headlineIn, layOut, typed } from './cases/plan/play.ts';
import { SERVICES } from './cases/plan/services.ts';
import { emptyFolder, loadkit } from './command.ts';

// The other cases send nothing, and are carried out in one process: test/cli/plan-cases.test.ts.
describe('planned as people do: services that mislead', () => {
  test.concurrent.for(SERVICES.map((one) => [one.is, one] as const))(
    '%s',
    async ([, one], { expect, skip, onTestFinished: after }) => {
      const cwd = emptyFolder(after);
      const { url, close } = await startMisleading(one.service!);
      after(close);
      await loadkit(['init', url], { cwd, after });
      layOut(one, cwd);
      const ask = () => loadkit(typed(one), { cwd, after, env: { COLUMNS: '1000' } });
      let ended = await ask();
      for (let tries = 1; tries < 3 && isDisturbed(ended); tries++) ended = await ask();
      if (isDisturbed(ended)) skip(`the machine disturbed three runs: ${headlineIn(ended.stdout)}`);
      expectRight(expect, one, ended, cwd);
    },
  );
});

/** Other work on the machine, which says nothing of the case. */
function isDisturbed({ stdout }: { readonly stdout: string }): boolean {
  return /^\? Inconclusive/m.test(stdout);
}
