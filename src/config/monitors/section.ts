import * as z from 'zod';
import { Duration } from '../../input/quantity.ts';

/** The least and the most time between two readings, seconds: a record has whole seconds. */
const LEAST_EVERY = 1;
const MOST_EVERY = 3600;

const Every = Duration.refine((every) => Number.isInteger(every) && every >= LEAST_EVERY && every <= MOST_EVERY, {
  error: 'a monitor reads every whole number of seconds, from 1s to 1h',
});

/** Longer answers nobody waits for. */
const Timeout = Duration.refine((seconds) => seconds <= 60, { error: 'a reading may take 60s at most' });

const URL_OR_PATH = /^(?:https?:\/\/[^\s/?#]+\S*|\/\S*)$/i;

/** A page that is read: a URL, or a path of the target. */
const Page = z.string().refine((text) => URL_OR_PATH.test(text) && (text.startsWith('/') || URL.canParse(text)), {
  error: 'expected a URL such as http://127.0.0.1:9187/metrics, or a path of the target such as /metrics',
});

const Secret = z.string().min(1).max(10_000);

const fields = {
  metrics: Page.meta({
    description: 'A page of metrics (Prometheus text or OpenMetrics): its URL, or its path on the target.',
    examples: ['/metrics', 'http://127.0.0.1:9187/metrics'],
  }),
  take: z
    .array(z.string().regex(/^[^\s!]\S{0,199}$/, { error: 'the name of a metric; * stands for any letters' }))
    .min(1)
    .meta({
      description:
        'Of a page: what is read beside what loadkit knows and objectives name; * for any letters, _p99 for a quantile.',
      examples: [['queue_length', 'jobs_*', 'job_seconds_p99']],
    }),
  bearer: Secret.meta({ description: 'A token that is sent, from a variable of the environment.' }),
  basic: z.strictObject({ user: Secret, password: Secret }).meta({ description: 'User and password that are sent.' }),
};

/** What each kind of monitor may say of itself. */
const KINDS = {
  metrics: ['take', 'bearer', 'basic'],
} as const satisfies Readonly<Record<string, readonly (keyof typeof fields)[]>>;

type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

const Monitor = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    every: Every.prefault('1s').meta({ description: 'From one reading to the next.' }),
    timeout: Timeout.prefault('10s').meta({ description: 'How long one reading may take; then it is a gap.' }),
  })
  .superRefine((written, context) => {
    const said = (Object.keys(fields) as (keyof typeof fields)[]).filter((key) => written[key] !== undefined);
    const [kind, ...others] = said.filter((key): key is Kind => key in KINDS);
    const fault = (message: string, next: string) =>
      context.addIssue({ code: 'custom', message, params: { next }, input: written });
    if (kind === undefined) return fault('this monitor reads nothing', `say what it reads: ${KIND_NAMES.join(', ')}`);
    if (others.length > 0)
      return fault(
        `this monitor has both \`${kind}\` and \`${others[0]}\``,
        'give each a monitor and a name of its own',
      );
    const allowed: readonly string[] = KINDS[kind];
    for (const key of said)
      if (key !== kind && !allowed.includes(key))
        fault(
          `\`${key}\` has no meaning beside \`${kind}\``,
          allowed.length > 0 ? `it reads ${allowed.join(', ')}` : 'leave it out',
        );
    if (written.bearer !== undefined && written.basic !== undefined)
      fault('`bearer` and `basic` are two ways to log in', 'leave one of them out');
  });

const MonitorName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/i, {
  error: 'a letter, then letters, digits, - and _, at most 40',
});

/** What watches the target beside the load, by name: the `monitors:` of loadkit.config.yaml. Times in seconds. */
export const MonitorsSection = z.record(MonitorName, Monitor);
export type MonitorsSection = z.output<typeof MonitorsSection>;
/** One of them as it was read. */
export type MonitorSettings = z.output<typeof Monitor>;

/** The kind of a monitor: which of its fields says what it reads. */
export function kindOfMonitor(settings: MonitorSettings): Kind {
  return KIND_NAMES.find((kind) => settings[kind] !== undefined)!;
}

/** What monitors log in with: texts must not hold it. */
export function secretsOfMonitors(monitors: MonitorsSection): string[] {
  return Object.values(monitors).flatMap(({ bearer, basic, metrics }) => [
    ...(bearer === undefined ? [] : [bearer]),
    ...(basic === undefined ? [] : [basic.password]),
    ...(metrics !== undefined && URL.canParse(metrics) ? [new URL(metrics).password] : []),
  ]);
}
