import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bareK6 } from './bench.ts';
import { type Finding, ratios } from './finding.ts';
import { startLoopback } from './loopback.ts';
import type { Command } from './processes.ts';
import { type Load, saturate, saturating } from './saturate.ts';

interface Variant {
  readonly name: string;
  /** With its script of a slot: the path of its requests. */
  readonly command: (slot: number) => Command;
  /** What its CPU per request may be of that of the bare k6; without it, it is shown for comparison. */
  readonly most?: number;
}

const LEAST_THROUGHPUT = 0.95;

function variantsOf({ engine, loadkit, folder, k6 }: Bench, url: string): { bare: Variant; others: Variant[] } {
  const script = (slot: number, how: 'plain' | 'profile') => {
    const file = join(folder, `saturate-${how}-${slot}.js`);
    writeFileSync(file, saturating(url, slot, how));
    return file;
  };
  const bare = (binary: string, ...flags: string[]) => ({
    command: (slot: number) => bareK6(binary, folder, script(slot, 'plain'), ...flags),
  });
  const ours = (how: 'plain' | 'profile') => ({
    command: (slot: number): Command => {
      const args = ['run', script(slot, how), '--target', url, '--out', join(folder, 'runs'), '--format', 'json'];
      return { file: process.execPath, args: [loadkit, ...args], cwd: folder };
    },
  });
  const reading = (slot: number) => ({ ...bare(engine, '--out', 'loadkit=x').command(slot), frames: true });
  const others: Variant[] = [
    { name: 'engine', command: reading, most: 1.05 },
    { name: 'engine + loadkit', ...ours('plain'), most: 1.1 },
    { name: "the same under a profile of loadkit's", ...ours('profile') },
    { name: '--out csv', ...bare(engine, '--out', 'csv=/dev/null') },
    { name: '--out json', ...bare(engine, '--out', 'json=/dev/null') },
    ...(k6 ? [{ name: 'other k6', ...bare(k6) }] : []),
  ];
  return { bare: { name: 'bare k6', ...bare(engine) }, others };
}

/**
 * CPU per request at saturation, each variant side by side with the bare k6, so that whatever else the machine does meets
 * both; and throughput, one after the other, because side by side they would share it.
 */
export async function cpu(bench: Bench): Promise<Finding[]> {
  const server = await startLoopback();
  const { bare, others } = variantsOf(bench, server.url);
  const judged = others.filter(({ most }) => most);
  const run = async (...variants: Variant[]): Promise<Load[]> => {
    const loads = await saturate(
      variants.map(({ command }, slot) => command(slot)),
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
