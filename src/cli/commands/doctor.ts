import { statfs } from 'node:fs/promises';
import { cpus } from 'node:os';
import { messageOf } from '../../errors.ts';
import { describeEngine } from '../../k6/engine/find.ts';
import { installation } from '../../pipeline/installation.ts';
import { tableLines } from '../../report/terminal/table-lines.ts';
import { formatBytes } from '../../units/format.ts';
import type { Terminal } from '../terminal.ts';

const NODE_LEAST = [20, 19] as const;

/** `loadkit doctor`: which engine would run and why, and what else a run needs. 7 when there is no engine. */
export async function doctor(
  flags: { readonly engine?: string; readonly allowK6Version?: true },
  terminal: Terminal,
): Promise<number> {
  const install = installation();
  const engine = await describeEngine({
    explicit: flags.engine,
    env: process.env,
    sourceDir: install.engine,
    allowVersion: flags.allowK6Version,
  });
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const node = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  const rows = [
    [mark(true), 'loadkit', `${install.version} in ${install.root}`],
    [mark(node), 'node', `${process.version}${node ? '' : `, wanted ${NODE_LEAST.join('.')} or newer`}`],
    [mark(engine.ok), 'engine', engine.text.split('\n').join(' ')],
    [
      mark(cpus().length > 1),
      'cpus',
      `${cpus().length}${cpus().length > 1 ? '' : ': the generator will disturb a target on this machine'}`,
    ],
    [
      mark(process.platform === 'linux'),
      'system',
      process.platform === 'linux' ? 'linux' : `${process.platform}: CPU pressure is not measured here`,
    ],
    await disk(),
  ];
  terminal.out(`${tableLines(rows).join('\n')}\n`);
  return engine.ok ? 0 : 7;
}

function mark(good: boolean): string {
  return good ? 'ok' : '!!';
}

async function disk(): Promise<string[]> {
  try {
    const { bavail, bsize } = await statfs(process.cwd());
    const free = bavail * bsize;
    return [mark(free > 1e9), 'disk', `${formatBytes(free)} free in ${process.cwd()}`];
  } catch (error) {
    return [mark(false), 'disk', messageOf(error)];
  }
}
