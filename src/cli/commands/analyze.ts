import { analyzeUsl } from '../../capacity/usl.ts';
import { readUslPoints } from '../../capacity/usl-points.ts';
import { analyzeChanges } from '../../compare/changes.ts';
import { analyzeSamples } from '../../compare/samples.ts';
import { readSample } from '../../compare/samples-csv.ts';
import { readSeries } from '../../compare/series-csv.ts';
import { readText } from '../../config/read.ts';
import { UserError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { changesText } from '../../report/terminal/changes.ts';
import { samplesText } from '../../report/terminal/samples.ts';
import { trendText } from '../../report/terminal/trend.ts';
import { uslText } from '../../report/terminal/usl.ts';
import { analyzeTrend } from '../../stability/trend/analysis.ts';
import { readTimedSeries } from '../../stability/trend/series-csv.ts';
import type { UslWeights } from '../../stats/usl/usl-fit.ts';
import { uslSpread } from '../../stats/usl/usl-spread.ts';
import type { Terminal } from '../terminal.ts';

interface AsJson {
  readonly json?: true;
}

/** `loadkit analyze usl`: the Universal Scalability Law through the points of a CSV file. */
export async function analyzeUslFile(
  file: string,
  flags: { readonly weights?: UslWeights; readonly json?: true },
  terminal: Terminal,
): Promise<number> {
  const points = readUslPoints(await readText(file, file), file);
  const found = analyzeUsl(points, flags.weights ?? uslSpread(points));
  if (!found)
    throw new UserError({
      what: 'no curve of the Universal Scalability Law fits these points',
      where: { file },
      why: 'the closer the curve, the larger its coefficients, without an end',
      next: 'check that concurrency is what was in flight (not the rate offered), and throughput what got done',
    });
  terminal.out(flags.json ? jsonText(found.analysis) : uslText(found.analysis));
  return 0;
}

const MEASUREMENTS = { of: 'a table of measurements', bytes: 50e6 };

/** `loadkit analyze changes`: where the level of a series changed. */
export async function analyzeChangesFile(file: string, flags: AsJson, terminal: Terminal): Promise<number> {
  const found = analyzeChanges(readSeries(await readText(file, file, MEASUREMENTS), file));
  terminal.out(flags.json ? jsonText(found) : changesText(found));
  return 0;
}

/** A second for eleven days. */
const SERIES = { of: 'a series', bytes: 100e6 };

/** `loadkit analyze trend`: whether a series leaks. */
export async function analyzeTrendFile(file: string, flags: AsJson, terminal: Terminal): Promise<number> {
  const found = analyzeTrend(readTimedSeries(await readText(file, file, SERIES), file));
  terminal.out(flags.json ? jsonText(found) : trendText(found));
  return 0;
}

/** `loadkit analyze samples`: whether the values of one file differ from those of another. */
export async function analyzeSampleFiles(
  before: string,
  after: string,
  flags: AsJson,
  terminal: Terminal,
): Promise<number> {
  const read = async (file: string) => readSample(await readText(file, file, MEASUREMENTS), file);
  const found = analyzeSamples(await read(before), await read(after));
  terminal.out(flags.json ? jsonText(found) : samplesText(found, terminal.safe(before), terminal.safe(after)));
  return 0;
}
