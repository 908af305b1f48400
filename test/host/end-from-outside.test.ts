import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../src/host/end-from-outside.ts');

test.skipIf(process.platform === 'win32')(
  'a process ends though one of its threads waits for ever',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadkit-outside-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0);
    const contents = `import { readFile } from 'node:fs/promises';
import { endFromOutside } from ${JSON.stringify(MODULE)};
process.on('SIGTERM', () => {});
void readFile(process.argv[2]);
setTimeout(() => { endFromOutside('SIGTERM'); process.exit(143); }, 200);`;
    const outfile = join(folder, 'hung.mjs');
    const [built] = buildSync({
      ...{
        stdin: { contents, resolveDir: folder },
        bundle: true,
        write: false,
        platform: 'node',
        format: 'esm',
        outfile,
      },
    }).outputFiles;
    writeFileSync(outfile, built!.contents);
    const child = spawn(process.execPath, [outfile, join(folder, 'pipe')], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await new Promise((resolve) => child.once('exit', (...how) => resolve(how)))).toEqual([null, 'SIGTERM']);
  },
  20_000,
);
