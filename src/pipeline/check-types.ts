import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * What the project's own TypeScript says of its scenarios, line by line: k6 strips types and never looks at them. `wrong:` and the
 * compiler's lines when there are errors; why not, when there is no tsconfig.json or no typescript.
 */
export async function typesOf(scenario: string, root: string): Promise<string[]> {
  if (!scenario.endsWith('.ts')) return ['not checked (JavaScript)'];
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
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, '--noEmit', '-p', config],
      { cwd: root, timeout: 120_000 },
      (error, stdout) => {
        if (error) resolve(['wrong:', ...(stdout.trim() || error.message).split(/\r?\n/)]);
        else resolve([`right (${config.slice(root.length + 1)})`]);
      },
    );
  });
}
