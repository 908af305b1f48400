type HandleSummary = (...args: unknown[]) => unknown;

/** What k6 hands to handleSummary, as far as it is read here. */
interface SummaryData {
  readonly metrics?: Readonly<Record<string, MetricData>>;
}

interface MetricData {
  readonly type?: string;
  readonly contains?: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok?: boolean }>>;
}

type Say = (text: string) => void;

/** So many metrics in one line of the log, which loadkit cuts when it is too long. */
const PER_LINE = 40;

/**
 * The script's own handleSummary, if it has one, which before that says what each metric is and what k6 made of its
 * thresholds, where loadkit asks for it: the samples of a stock k6 do not tell. What the script returns or throws stays
 * as it is.
 */
export function telling(own: unknown, say: Say): unknown {
  // Whatever else is exported by that name is k6's to refuse.
  if (own !== undefined && typeof own !== 'function') return own;
  const summarise: HandleSummary = (...args) => {
    if (__ENV['LOADKIT_TYPES'] === '1') tell((args[0] ?? {}) as SummaryData, say);
    return (own as HandleSummary | undefined)?.(...args);
  };
  return summarise;
}

function tell({ metrics = {} }: SummaryData, say: Say): void {
  // Names with braces are parts of a metric, made for thresholds.
  const told = Object.entries(metrics)
    .filter(([name]) => !name.includes('{'))
    .map(([name, { type, contains, values }]) => [name, type, contains, values?.['count'] ?? null]);
  for (let i = 0; i < told.length; i += PER_LINE) say(JSON.stringify(told.slice(i, i + PER_LINE)));
  for (const [name, { type, contains, values = {}, thresholds }] of Object.entries(metrics)) {
    const judged = Object.entries(thresholds ?? {}).map(([source, { ok }]) => [source, ok === true]);
    if (judged.length > 0) say(JSON.stringify([[name, type, contains, null, values, judged]]));
  }
}
