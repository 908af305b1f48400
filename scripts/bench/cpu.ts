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
  /** Runs beside this one instead of the bare k6. */
  readonly than?: Variant;
}

interface Pairs {
  readonly than: Variant;
  readonly own: number[];
  readonly other: number[];
}

const LEAST_THROUGHPUT = 0.95;

/**
 * Seconds measured of a pair; few, because what a shared machine does meanwhile changes from one minute to the next.
 */
const TOGETHER = 3;
/** One after the other nothing of that cancels: a longer look evens some of it out. */
const ALONE = 6;

function variantsOf({ engine, loadkit, folder, k6 }: Bench, url: string): { bare: Variant; others: Variant[] } {
  const script = (slot: number, how: 'plain' | 'profile') => {
    const file = join(folder, `saturate-${how}-${slot}.js`);
    writeFileSync(file, saturating(url, slot, how));
    return file;
  };
  const bare = (binary: string, ...flags: string[]) => ({
    command: (slot: number) => bareK6(binary, folder, script(slot, 'plain'), ...flags),
  });
  const ours = (how: 'plain' | 'profile', ...flags: string[]) => ({
    command: (slot: number): Command => {
      const args = ['run', script(slot, how), '--target', url, '--out', join(folder, 'runs'), '--format', 'json'];
      return { file: process.execPath, args: [loadkit, ...args, ...flags], cwd: folder };
    },
  });
  const traces = join(folder, 'traces.yaml');
  writeFileSync(traces, 'traces: 1%\n');
  const profile = { name: "the same under a profile of loadkit's", ...ours('profile') };
  const reading = (slot: number) => ({ ...bare(engine, '--out', 'loadkit=x').command(slot), frames: true });
  const others: Variant[] = [
    { name: 'engine', command: reading, most: 1.05 },
    { name: 'engine + loadkit', ...ours('plain'), most: 1.1 },
    profile,
    { name: 'the same with traces: 1 %', ...ours('profile', '--config', traces), than: profile },
    { name: '--out csv', ...bare(engine, '--out', 'csv=/dev/null') },
    { name: '--out json', ...bare(engine, '--out', 'json=/dev/null') },
    ...(k6 ? [{ name: 'other k6', ...bare(k6) }] : []),
  ];
  return { bare: { name: 'bare k6', ...bare(engine) }, others };
}

/**
 * CPU per request at saturation, each variant side by side with the bare k6, so that whatever else the machine does
 * meets both; and throughput, one after the other, because side by side they would share it.
 */
export async function cpu(bench: Bench): Promise<Finding[]> {
  const server = await startLoopback();
  const { bare, others } = variantsOf(bench, server.url);
  const judged = others.filter(({ most }) => most);
  const run = async (...variants: Variant[]): Promise<Load[]> => {
    const loads = await saturate(
      variants.map(({ command }, slot) => command(slot)),
      server,
      variants.length > 1 ? TOGETHER : ALONE,
    );
    rmSync(join(bench.folder, 'runs'), { recursive: true, force: true });
    return loads;
  };
  const pairs = new Map<Variant, Pairs>(others.map((each) => [each, { than: each.than ?? bare, own: [], other: [] }]));
  const alone = new Map<Variant, number[]>([bare, ...judged].map((each) => [each, []]));
  try {
    for (let round = 0; round < bench.pairs; round++) {
      const swapped = round % 2 === 1;
      for (const [variant, { than, own, other }] of pairs) {
        const both = await (swapped ? run(than, variant) : run(variant, than));
        own.push(both[swapped ? 1 : 0]!.cpu);
        other.push(both[swapped ? 0 : 1]!.cpu);
        bench.say(
          `cpu ${round + 1}/${bench.pairs} ${variant.name}: ${micro(own.at(-1)!)} µs a request, ${than.name} ${micro(other.at(-1)!)}`,
        );
      }
      for (const [variant, rates] of swapped ? [...alone].reverse() : alone) {
        rates.push((await run(variant))[0]!.rate);
        bench.say(`cpu ${round + 1}/${bench.pairs} ${variant.name} alone: ${rates.at(-1)!.toFixed(0)} requests/s`);
      }
    }
  } finally {
    await server.close();
  }
  return [...costs(bare, pairs), ...throughputs(bare, alone)];
}

function micro(seconds: number): string {
  return (seconds * 1e6).toFixed(1);
}

function costs(bare: Variant, pairs: ReadonlyMap<Variant, Pairs>): Finding[] {
  const ofBare = [...pairs.values()].flatMap(({ than, other }) => (than === bare ? other : []));
  return [
    { measure: 'CPU per request, bare k6', unit: 'µs', samples: ofBare.map((seconds) => seconds * 1e6) },
    ...[...pairs].map(
      ([{ name, most }, { than, own, other }]): Finding => ({
        measure: `CPU per request, ${name} / ${than === bare ? bare.name : 'without'}`,
        unit: 'ratio',
        samples: ratios(own, other),
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
