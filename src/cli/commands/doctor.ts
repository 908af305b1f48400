import { statfs } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { MetricNoise } from '../../compare/pairs/noise.ts';
import { messageOf } from '../../errors.ts';
import { describeEngine } from '../../k6/engine/find.ts';
import type { Stop } from '../../measure/stop.ts';
import { installation } from '../../pipeline/installation.ts';
import { jsonText } from '../../report/json.ts';
import { tableLines } from '../../report/terminal/table-lines.ts';
import { formatBytes, formatRatio } from '../../units/format.ts';
import { screenOn } from '../screen.ts';
import type { Terminal } from '../terminal.ts';

const NODE_LEAST = [20, 19] as const;

export interface DoctorFlags {
  readonly engine?: string;
  readonly allowK6Version?: true;
  readonly noise?: true;
  readonly json?: true;
}

/** Something that was looked at, and whether it will do. */
interface Finding {
  readonly ok: boolean;
  readonly name: string;
  readonly text: string;
}

/**
 * `loadkit doctor`: which engine would run and why, and what else a run needs. 7 when there is no engine; with --noise 5
 * when the machine's noise could not be measured.
 */
export async function doctor(flags: DoctorFlags, stop: Stop, terminal: Terminal): Promise<number> {
  const install = installation();
  const engine = await describeEngine({
    explicit: flags.engine,
    env: process.env,
    sourceDir: install.engine,
    allowVersion: flags.allowK6Version,
  });
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const node = major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1]);
  const several = cpus().length > 1;
  const linux = process.platform === 'linux';
  const findings: Finding[] = [
    { ok: true, name: 'loadkit', text: `${install.version} in ${install.root}` },
    { ok: node, name: 'node', text: `${process.version}${node ? '' : `, wanted ${NODE_LEAST.join('.')} or newer`}` },
    { ok: engine.ok, name: 'engine', text: engine.text.split('\n').join(' ') },
    {
      ok: several,
      name: 'cpus',
      text: `${cpus().length}${several ? '' : ': the generator will disturb a target on this machine'}`,
    },
    { ok: linux, name: 'system', text: linux ? 'linux' : `${process.platform}: CPU pressure is not measured here` },
    await disk(),
  ];
  const noise = flags.noise && engine.ok ? await measuredNoise(flags, stop, terminal) : undefined;
  const all = [...findings, ...(noise ? [noiseFinding(noise.metrics)] : [])];
  const rows = all.map(({ ok, name, text }) => [ok ? 'ok' : '!!', name, text]);
  terminal.out(
    flags.json
      ? jsonText({ findings: all, ...(noise ? { noise: noise.metrics } : {}) })
      : `${tableLines(rows).join('\n')}\n`,
  );
  if (!engine.ok) return 7;
  if (noise?.exitCode !== undefined) return noise.exitCode;
  return noise?.metrics.length === 0 ? 5 : 0;
}

async function measuredNoise({ engine, allowK6Version }: DoctorFlags, stop: Stop, terminal: Terminal) {
  const { measureNoise } = await import('../../pipeline/pair/measure-noise.ts');
  const screen = screenOn(terminal);
  return measureNoise({ environment: process.env, engine, allowK6Version }, stop, screen.tell);
}

/** Beyond this shift a machine is no place for a gate. */
const USABLE = 0.05;

function noiseFinding(metrics: readonly MetricNoise[]): Finding {
  const text = metrics.map(
    ({ name, scatter, shift, lower, upper }) =>
      `${name} ${formatRatio(shift, 2)} (${formatRatio(lower, 2)} to ${formatRatio(upper, 2)}; neighbouring blocks differ by ${formatRatio(scatter, 2)})`,
  );
  return {
    ok: metrics.length > 0 && metrics.every(({ shift }) => shift <= USABLE),
    name: 'noise',
    text:
      metrics.length > 0
        ? `the smallest shift that a pair of versions shows here in 9 of 10 cases: ${text.join(', ')}`
        : 'too few blocks could be measured: free the machine of other work',
  };
}

async function disk(): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(process.cwd());
    const free = bavail * bsize;
    return { ok: free > 1e9, name: 'disk', text: `${formatBytes(free)} free in ${process.cwd()}` };
  } catch (error) {
    return { ok: false, name: 'disk', text: messageOf(error) };
  }
}
