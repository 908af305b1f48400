import { RunError } from '../../errors.ts';
import { startTied } from '../../host/lifeline.ts';
import { kindsFor } from '../../metrics/catalogue.ts';
import { GRACE, type Launch, type Launched } from '../local/launch.ts';
import { stockLines } from './lines.ts';
import { openPipe } from './pipe.ts';
import { SummaryReader } from './summary.ts';
import { usageOf } from './usage.ts';

/** How often k6 writes what it has measured: often enough that a second is whole when it is two seconds old. */
const SAVE_INTERVAL = '250ms';

/**
 * Starts a stock k6, which knows nothing of loadkit: its samples come as csv through a named pipe and are turned into
 * the lines that the engine writes, and its summary tells the types of custom metrics.
 */
export async function launchStock({ engine, args, env, script, usesLibrary, tags, remove }: Launch): Promise<Launched> {
  const pipe = await openPipe('samples.csv');
  const child = await startTied({
    file: engine.path,
    args: [...args, '--summary-mode=compact', '--out=csv', script],
    env: {
      ...env,
      LOADKIT_TYPES: '1',
      K6_CSV_FILENAME: pipe.path,
      K6_CSV_TIME_FORMAT: 'unix_nano',
      K6_CSV_SAVE_INTERVAL: SAVE_INTERVAL,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    grace: GRACE,
    remove: [pipe.folder, ...remove],
  }).catch(async (error: unknown) => {
    await pipe.remove();
    throw error;
  });
  const summary = new SummaryReader();
  return {
    child,
    takesLog: (text) => summary.add(text),
    steer: () => {
      throw new RunError(
        {
          what: 'a stock k6 cannot be steered while it runs',
          next: 'install Go 1.25 or newer: loadkit then builds its engine',
        },
        7,
      );
    },
    async *lines(done) {
      const unknown = { code: null, signal: null };
      const ended = done.catch(() => unknown).finally(() => pipe.release());
      try {
        yield* stockLines({
          stream: pipe.stream,
          ended,
          source: usageOf(child.pid!),
          pid: child.pid!,
          k6: engine.k6 ?? 'unknown',
          kinds: kindsFor({ library: usesLibrary }),
          tags,
          summary: () => summary,
        });
      } finally {
        // Whoever stops reading stops the run: k6 itself would wait for a reader for ever.
        child.kill('SIGKILL');
        await pipe.remove();
      }
    },
  };
}
