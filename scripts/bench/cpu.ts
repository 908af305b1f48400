import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bareK6 } from './bench.ts';
import { type Finding, ratios } from './finding.ts';
import { startLoopback } from './loopback.ts';
import type { Command } from './processes.ts';
import { type Load, saturate, saturating } from './saturate.ts';

interface Variant {
  readonly name: string;
  readonly command: (script: string) => Command;
  /** What its CPU per request may be of that of the bare k6; without it, it is shown for comparison. */
  readonly most?: number;
}

const LEAST_THROUGHPUT = 0.95;

function variantsOf({ engine, loadkit, folder, k6 }: Bench): { bare: Variant; others: Variant[] } {
  const with_ =
    (...flags: string[]) =>
    (script: string) =>
      bareK6(engine, folder, script, ...flags);
  const runs = ['--out', join(folder, 'runs'), '--format', 'json'];
  const others: Variant[] = [
    { name: 'engine', command: (script) => ({ ...with_('--out', 'loadkit=x')(script), frames: true }), most: 1.05 },
    {
      name: 'engine + loadkit',
      command: (script) => ({ file: process.execPath, args: [loadkit, 'run', script, ...runs], cwd: folder }),
      most: 1.1,
    },
    { name: '--out csv', command: with_('--out', 'csv=/dev/null') },
    { name: '--out json', command: with_('--out', 'json=/dev/null') },
    ...(k6 ? [{ name: 'other k6', command: (script: string) => bareK6(k6, folder, script) }] : []),
  ];
  return { bare: { name: 'bare k6', command: with_() }, others };
}

/**
 * CPU per request at saturation, each variant side by side with the bare k6, so that whatever else the machine does meets
 * both; and throughput, one after the other, because side by side they would share it.
 */
export async function cpu(bench: Bench): Promise<Finding[]> {
  const { bare, others } = variantsOf(bench);
  const judged = others.filter(({ most }) => most);
  const server = await startLoopback();
  const scripts = [0, 1].map((slot) => {
    const file = join(bench.folder, `saturate-${slot}.js`);
    writeFileSync(file, saturating(server.url, slot));
    return file;
  });
  const run = async (...variants: Variant[]): Promise<Load[]> => {
    const loads = await saturate(
      variants.map(({ command }, slot) => command(scripts[slot]!)),
      server,
    );
    rmSync(join(bench.folder, 'runs'), { recursive: true, force: true });
    return loads;
  };
  const beside = new Map<Variant, { own: number[]; bare: number[] }>(
    others.map((each) => [each, { own: [], bare: [] }]),
  );
  const alone = new Map<Variant, number[]>([bare, ...judged].map((each) => [each, []]));
  try {
    for (let round = 0; round < bench.pairs; round++) {
      const swapped = round % 2 === 1;
      for (const [variant, samples] of beside) {
        const pair = await (swapped ? run(bare, variant) : run(variant, bare));
        const [own, other] = swapped ? [pair[1]!, pair[0]!] : [pair[0]!, pair[1]!];
        samples.own.push(own.cpu);
        samples.bare.push(other.cpu);
        bench.say(
          `cpu ${round + 1}/${bench.pairs} ${variant.name}: ${(own.cpu * 1e6).toFixed(1)} µs a request, bare k6 ${(other.cpu * 1e6).toFixed(1)}`,
        );
      }
      for (const [variant, rates] of alone) rates.push((await run(variant))[0]!.rate);
    }
  } finally {
    await server.close();
  }
  return [...costs(beside), ...throughputs(bare, alone)];
}

function costs(beside: ReadonlyMap<Variant, { own: number[]; bare: number[] }>): Finding[] {
  const bare = [...beside.values()].flatMap((samples) => samples.bare);
  return [
    { measure: 'CPU per request, bare k6', unit: 'µs', samples: bare.map((seconds) => seconds * 1e6) },
    ...[...beside].map(
      ([{ name, most }, samples]): Finding => ({
        measure: `CPU per request, ${name} / bare k6`,
        unit: 'ratio',
        samples: ratios(samples.own, samples.bare),
        ...(most ? { bar: { op: '<=', value: most } } : {}),
      }),
    ),
  ];
}

function throughputs(bare: Variant, alone: ReadonlyMap<Variant, number[]>): Finding[] {
  const own = alone.get(bare)!;
  return [
    { measure: 'requests/s of bare k6 alone', unit: 'none', samples: own },
    ...[...alone]
      .filter(([variant]) => variant !== bare)
      .map(
        ([{ name }, rates]): Finding => ({
          measure: `throughput, ${name} / bare k6`,
          unit: 'ratio',
          samples: ratios(rates, own),
          bar: { op: '>=', value: LEAST_THROUGHPUT },
        }),
      ),
  ];
}
