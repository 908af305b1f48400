import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runProgram } from '../../host/program.ts';

/** Milliseconds that the compiler may take. */
const PATIENCE = 120_000;

/**
 * What the project's own TypeScript says of its scenarios, line by line: k6 strips types and never looks at them.
 * `wrong:` and the compiler's lines when there are errors; why not, when there is no tsconfig.json or no typescript.
 */
export async function typesOf(scenario: string, root: string): Promise<string[]> {
  if (!/\.[cm]?tsx?$/.test(scenario)) return ['not checked (JavaScript)'];
  const config = [join(root, 'scenarios/tsconfig.json'), join(root, 'tsconfig.json')].find(existsSync);
  if (!config) return ['not checked (no tsconfig.json)'];
  let compiler: string;
  try {
    compiler = createRequire(join(root, 'package.json'))
      .resolve('typescript/package.json')
      .replace(/package\.json$/, 'bin/tsc');
  } catch {
    return ['not checked (npm install --save-dev typescript @types/k6)'];
  }
  const args = [compiler, '--noEmit', '-p', config];
  const env = definedIn(process.env);
  const ran = await runProgram({ file: process.execPath, args, cwd: root, env, patience: PATIENCE });
  if (ran.code === 0) return [`right (${config.slice(root.length + 1)})`];
  if (ran.overdue) return [`not checked (the compiler took longer than ${PATIENCE / 1000} s)`];
  return ['wrong:', ...(ran.stdout.trim() || ran.stderr.trim()).split(/\r?\n/)];
}

function definedIn(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
