import { describe, expect, test } from 'vitest';
import { mmc, type Server, serverNamed } from '../capacity/simulator/servers.ts';
import { searchOn } from '../capacity/simulator/simulated-search.ts';

/** Searches for each row. */
const SEARCHES = Number(process.env['SEARCHES'] ?? 40);
const FIRST_SEED = 970_000;
/** Intervals that are of no one moment, at most; more where the capacity rises by a quarter only. */
const MOST_WRONG = { much: 0.05, little: 0.3 };

interface Change {
  readonly name: string;
  readonly server: Server;
  readonly after: number;
}

const MM4 = serverNamed('M/M/4');
const MEDIUM = mmc('6 slots of 20 ms', 6, 0.02, 0.2, 0.95);

/** Slots that join at a moment, or service that takes a share of its time from then on. */
function joining(server: Server, slots: number, service: number, at: number): Change {
  const { name, limit, quantile } = server;
  const after = mmc('', server.slots + slots, service, limit, quantile).truth;
  return {
    name: `${name}, ${slots} more at ${at} s`,
    server: { ...server, sizes: [{ at, slots: server.slots + slots }] },
    after,
  };
}

function faster(server: Server, service: number, factor: number, at: number): Change {
  const { name, slots, limit, quantile } = server;
  const after = mmc('', slots, factor * service, limit, quantile).truth;
  const slowdown = (now: number) => (now < at ? 1 : factor);
  return { name: `${name}, ${factor} of the time from ${at} s`, server: { ...server, slowdown }, after };
}

const CHANGES: readonly Change[] = [
  faster(MM4, 0.008, 0.5, 30),
  faster(MM4, 0.008, 0.5, 60),
  faster(MM4, 0.008, 0.5, 120),
  faster(MM4, 0.008, 0.8, 60),
  joining(MM4, 4, 0.008, 30),
  joining(MM4, 4, 0.008, 60),
  joining(MM4, 2, 0.008, 120),
  joining(MM4, 1, 0.008, 60),
  joining(MM4, 1, 0.008, 120),
  joining(MEDIUM, 6, 0.02, 60),
  joining(MEDIUM, 3, 0.02, 120),
];

const HEAD =
  '| server | before, after | of the new capacity | of the old, ended before | drifting | none | of neither | load s p50 |';

describe(`a target that gets faster during the search, ${SEARCHES} searches each`, () => {
  test.each(CHANGES)('$name', ({ name, server, after }) => {
    const counts = { after: 0, before: 0, drifting: 0, none: 0, wrong: 0 };
    const seconds: number[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEARCHES; seed++) {
      const { outcome } = searchOn(server, seed, { replayRequests: 400_000 });
      const within = (truth: number, room = 1.03) => outcome.lower! <= truth * room && outcome.upper! >= truth / room;
      seconds.push(outcome.seconds);
      if (outcome.reason === 'drifting') counts.drifting++;
      else if (outcome.lower === null || outcome.upper === null) counts.none++;
      else if (within(after)) counts.after++;
      else if (outcome.change === undefined && within(server.truth)) counts.before++;
      else counts.wrong++;
    }
    seconds.sort((a, b) => a - b);
    const cells = [counts.after, counts.before, counts.drifting, counts.none, counts.wrong, seconds[SEARCHES >> 1]!];
    const row = [name, `${server.truth.toFixed(0)}, ${after.toFixed(0)}`, ...cells.map((cell) => cell.toFixed(0))];
    process.stdout.write(`${HEAD}\n| ${row.join(' | ')} |\n`);
    expect(counts.wrong, 'of neither').toBeLessThanOrEqual(
      SEARCHES * (after > 1.4 * server.truth ? MOST_WRONG.much : MOST_WRONG.little),
    );
  });
});
