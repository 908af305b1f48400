import { type Access, Getter } from './get.ts';
import { MissedReading, type Monitor, NoAnswer, type Reading } from './monitor.ts';

export interface ProbeGiven {
  readonly name: string;
  readonly every: number;
  readonly url: URL;
  readonly access: Access;
  /** The answers that mean that it is there; undefined: 200 to 299. */
  readonly status: readonly number[] | undefined;
}

/**
 * Asks whether a page is there, over a connection of its own each time, as a balancer's health check does. No answer is
 * a reading: it is not available, in any second for which it was waited. Nor is it where the run ends while an answer
 * takes longer than `every`, and longer than any before. What keeps loadkit itself from asking is a gap.
 */
export function httpMonitor({ name, every, url, access, status }: ProbeGiven): Monitor {
  const getter = new Getter(url, access, false);
  const fits = (code: number) => status?.includes(code) ?? (code >= 200 && code < 300);
  let longest = every;
  return {
    name,
    every,
    async read(signal): Promise<readonly Reading[]> {
      const began = performance.now();
      try {
        const got = await getter.get(signal);
        longest = Math.max(longest, got.seconds);
        const left = got.certificateEnds === undefined ? [] : [(got.certificateEnds - Date.now()) / 1000];
        return [
          availability(fits(got.status)),
          { metric: 'probe_duration', unit: 'seconds', value: got.seconds },
          ...left.map((value): Reading => ({ metric: 'certificate_remaining', unit: 'seconds', value })),
        ];
      } catch (error) {
        if (signal.aborted) {
          const waited = (performance.now() - began) / 1000;
          throw new MissedReading('the run ended before an answer came', waited > longest ? [availability(false)] : []);
        }
        if (error instanceof NoAnswer) return [availability(false)];
        throw error;
      }
    },
    close: () => getter.close(),
  };
}

function availability(is: boolean): Reading {
  return { metric: 'availability', unit: 'ratio', value: is ? 1 : 0, lasts: true };
}
