import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findEngine } from '../../src/k6/engine/find.ts';
import type { Bench, Part } from './bench.ts';
import { cpu } from './cpu.ts';
import { verdictOf } from './finding.ts';
import { firstRequest } from './first-request.ts';
import { gate } from './gate.ts';
import { day, record } from './record.ts';
import { stability } from './stability.ts';
import { tableOf } from './table.ts';

const PARTS: Readonly<Record<string, Part>> = { cpu, start: firstRequest, gate, stability, record, day };
const USAGE = `npm run bench [-- ${Object.keys(PARTS).join('|')} …] [--pairs 9] [--markdown] [--k6 PATH]

  cpu          CPU per request at saturation, and throughput, beside a bare k6: about 10 min
  start        --help and the first request, beside node and a bare k6: about 1 min
  gate         a gate of 4 scenarios at 2 tiers over runs that are there: some seconds
  stability    the judges of stability over 4 h of 30 monitored series: some seconds
  record       a record of 4 h at 1,000 requests/s: size, replay, memory: about 2 min
  day          the same of 24 h: about 5 min

  --pairs n    interleaved rounds (9)
  --markdown   the table as docs/performance.md has it
  --k6 PATH    measure another k6 beside the engine without its output
`;

/** When and on what it was measured: absolute times mean little without. */
function circumstances(markdown: boolean, k6: string): string {
  const [load = 0] = loadavg();
  const date = new Date().toISOString().slice(0, 10);
  const on = `${cpus().length} cores, load ${load.toFixed(1)} before, node ${process.version}, k6 ${k6}`;
  return `${markdown ? '## ' : ''}${date}, ${on}`;
}

/** Runs the parts that were named, or all; prints a table of each; 1 when a bar is missed beyond its interval. */
export async function main(argv: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      pairs: { type: 'string', default: '9' },
      markdown: { type: 'boolean', default: false },
      k6: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const pairs = Number(values.pairs);
  const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
  if (values.help || !Number.isInteger(pairs) || pairs < 1 || names.some((name) => !Object.hasOwn(PARTS, name))) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const engine = await findEngine({ env: process.env, sourceDir: join(root, 'engine'), onProgress: say });
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-bench-'));
  // Also of a bench that is interrupted nothing stays: hundreds of megabytes of records.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const bench: Bench = {
    loadkit: join(root, 'dist/cli.js'),
    engine: engine.path,
    folder,
    pairs,
    k6: values.k6,
    say,
  };
  process.stdout.write(`${circumstances(values.markdown, engine.k6)}\n`);
  let missed = false;
  for (const name of names) {
    const findings = await PARTS[name]!(bench);
    // At once: what follows may take minutes, and may be stopped.
    process.stdout.write(`\n${tableOf(findings, values.markdown)}\n`);
    missed ||= findings.some((finding) => verdictOf(finding) === 'missed');
  }
  return missed ? 1 : 0;
}
