import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emptyFolder, ROOT } from '../e2e/command.ts';

const PAGE = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
/** The first block of code below a heading. */
const recipe = (heading: string) =>
  new RegExp(`^## ${heading}$[\\s\\S]*?^\`\`\`\\w+\\n([\\s\\S]*?)^\`\`\``, 'm').exec(PAGE)![1]!;

// Over several legs an answer that is missing (5) comes before a regression (4) and, of runs, before what is broken (3).
describe('a recipe of docs/ci.md lets no code but 0 through', () => {
  test('GitLab', () => {
    const { load } = parse(recipe('GitLab')) as { load: Record<string, unknown> };
    expect(Object.keys(load)).toContain('script');
    expect(Object.keys(load)).not.toContain('allow_failure');
  });

  test('Jenkins', () => {
    const text = recipe('Jenkins');
    expect(text).toContain('if (code != 0) error(');
    expect(text).not.toMatch(/unstable|catchError/);
  });

  test('a shell', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\nexit "$CODE"\n');
    chmodSync(join(folder, 'npx'), 0o755);
    const passes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 130, 143].filter((code) => {
      const env = { PATH: `${folder}:${process.env['PATH']}`, CODE: String(code) };
      return spawnSync('sh', ['-c', recipe('A shell')], { env }).status === 0;
    });
    expect(passes).toEqual([0]);
  });

  test('GitHub: no comment is tried with the token of a fork, which may only read', () => {
    const { jobs } = parse(recipe('GitHub')) as { jobs: { load: { steps: { run?: string; if?: string }[] } } };
    const comment = jobs.load.steps.find(({ run }) => run?.startsWith('gh pr comment'));
    expect(comment?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
  });
});
