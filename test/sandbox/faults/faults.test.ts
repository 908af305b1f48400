import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { FAULT_KINDS, FaultSet, readFaults } from '../../../src/sandbox/faults/faults.ts';
import { HeldMemory } from '../../../src/sandbox/faults/held-memory.ts';
import { Station } from '../../../src/sandbox/station.ts';
import { drawUniform } from '../../../src/stats/distributions/uniform.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { post, start } from '../started.ts';

const SEED = 3;
const faults = (texts: string[], { timeScale = 1, queue = 100 } = {}) =>
  new FaultSet(readFaults(texts)({ seed: SEED, timeScale, queue }));
const CALM = { served: 1, waiting: 0 };

interface Load {
  readonly rate: number;
  readonly seconds: number;
  readonly slots?: number;
  readonly pool?: number;
  readonly service?: number;
}

/** Requests that come at random, in simulated time: how many were answered in each second, and how many were refused. */
function loaded(written: string[], { rate, seconds, slots = 4, pool = 2 * slots, service = 0.01 }: Load) {
  const clock = new SimulatedClock();
  const station = new Station({ slots, pool, queue: 100 }, () => service, clock, faults(written));
  const answered = Array.from({ length: seconds }, () => 0);
  const uniform = drawUniform(SEED);
  const arrive = (at: number) => {
    if (at >= seconds) return;
    clock.exactly(at, () => {
      station.enter(() => {
        const second = Math.floor(clock.now());
        if (second < seconds) answered[second]! += 1;
      });
      arrive(at - Math.log(uniform()) / rate);
    });
  };
  arrive(0);
  clock.run(seconds);
  return { answered, refused: station.refused, station };
}

const mean = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0) / counts.length;

describe('a sandbox', () => {
  it('without faults answers all that it can', () => {
    const { answered, refused } = loaded([], { rate: 300, seconds: 20 });
    expect([Math.round(mean(answered) / 10), refused]).toEqual([30, 0]);
  });

  it('leaks memory at its rate, whatever is asked, and holds it', () => {
    expect(faults(['leak=40MB/h']).leaks(1800)).toBeCloseTo(20e6);
    const held = new HeldMemory();
    for (const bytes of [10, 70_000, 300_000, 5]) held.growTo(bytes);
    expect(held.bytes).toBe(4 * 65_536);
  });

  it('drifts', () => {
    expect(faults(['drift=50%/h']).holds(0.02, CALM, 3600)).toBeCloseTo(0.03);
  });

  it('loses connections until none is left, and nothing is answered', () => {
    const { answered, station } = loaded(['pool-leak=1/s'], { rate: 350, seconds: 10, pool: 5 });
    expect(answered[0]).toBeGreaterThan(300);
    expect(answered[2]).toBeLessThan(320);
    expect(answered.slice(6)).toEqual([0, 0, 0, 0]);
    expect([station.connections, station.waitingForConnection]).toEqual([5, 4]);
  });

  it('keeps a share of the writes wrong, the same ones for the same seed', () => {
    const kept = () => {
      const one = faults(['corrupt=1%']);
      return Array.from({ length: 20_000 }, (_, i) => one.keeps(i) === i);
    };
    const wrong = kept().filter((same) => !same).length / 20_000;
    expect([wrong > 0.007, wrong < 0.013]).toEqual([true, true]);
    expect(kept()).toEqual(kept());
  });

  it('refuses what comes beyond a load, and nothing below it', () => {
    expect(loaded(['refuse=200/s'], { rate: 160, seconds: 30 }).refused).toBe(0);
    const { answered, refused } = loaded(['refuse=100/s'], { rate: 200, seconds: 60 });
    expect(Math.round(mean(answered) / 10)).toBe(10);
    expect(Math.round(refused / 600)).toBe(10);
  });

  it('collapses: asked for more, it does less', () => {
    const asked = (rate: number) => mean(loaded(['collapse=5'], { rate, seconds: 20 }).answered.slice(5));
    expect(asked(200)).toBeGreaterThan(190);
    expect(asked(800)).toBeLessThan(100);
  });

  it('recovers slowly from an overload, whose length is scaled', () => {
    const one = faults(['slow-recovery=60s'], { timeScale: 0.5 });
    expect(one.delays({ served: 4, waiting: 49 }, 10)).toBe(0);
    expect(one.delays({ served: 4, waiting: 50 }, 20)).toBe(0.5);
    expect([one.delays(CALM, 49.9), one.delays(CALM, 50)]).toEqual([0.5, 0]);
  });

  it('has a lock that makes slots wait for each other', () => {
    const { answered, station } = loaded(['lock=50%'], { rate: 900, seconds: 10, slots: 10 });
    // All slots are taken: one holds the lock, another may be about to ask for it.
    expect(station.waitingForLock).toBeGreaterThanOrEqual(8);
    expect(loaded([], { rate: 900, seconds: 1 }).station.waitingForLock).toBeUndefined();
    expect(Math.round(mean(answered.slice(2)) / 10)).toBe(20);
  });

  it('crashes and is there again: with an empty memory, counters from 0 and a later start', async () => {
    const startOf = (page: string) => Number(/^process_start_time_seconds (\S+)$/m.exec(page)?.[1]);
    const written = async (at: number) => {
      const { url } = await start({ faults: [`crash=${at}ms+100ms`] });
      const { id } = (await (await post(`${url}/records`, { value: 1 })).json()) as { id: string };
      return { url, id, before: await (await fetch(`${url}/metrics`)).text() };
    };
    // A busy machine may be too late for the first.
    const { url, id, before } = await written(400).catch(() => written(20_000));
    const later = async (): Promise<string> => {
      const page = await fetch(`${url}/metrics`).then(
        (answer) => answer.text(),
        () => before,
      );
      if (startOf(page) > startOf(before)) return page;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return later();
    };
    const after = await later();
    expect([before, after].map((page) => page.includes('route="/records"'))).toEqual([true, false]);
    expect((await fetch(`${url}/records/${id}`)).status).toBe(404);
  });

  it('refuses what is no fault, and says what to write', () => {
    for (const { name, example } of FAULT_KINDS) {
      expect(faults([`${name}=${example}`]).words).toHaveLength(1);
      expect(() => readFaults([`${name}=much`])).toThrow(`"much" is no value of the fault ${name}`);
    }
    expect(() => readFaults(['leek=40MB/h'], 'sandbox.fault')).toThrow(/the sandbox has no fault "leek"/);
    expect(() => readFaults(['leak'])).toThrow(UserError);
  });
});
