import * as z from 'zod';
import { Duration } from '../../input/quantity.ts';
import { faultOfPostgresUrl } from './postgres-url.ts';

/** The least and the most time between two readings, seconds: a record has whole seconds. */
const LEAST_EVERY = 1;
const MOST_EVERY = 3600;

const Every = Duration.refine((every) => Number.isInteger(every) && every >= LEAST_EVERY && every <= MOST_EVERY, {
  error: 'a monitor reads every whole number of seconds, from 1s to 1h',
});

/** Longer answers nobody waits for. */
const Timeout = Duration.refine((seconds) => seconds <= 60, { error: 'a reading may take 60s at most' });

const URL_OR_PATH = /^(?:https?:\/\/[^\s/?#]+\S*|\/\S*)$/i;
const isURL = (text: string) => URL_OR_PATH.test(text) && !text.startsWith('/') && URL.canParse(text);

/** A page that is read: a URL, or a path of the target. */
const Page = z.string().refine((text) => isURL(text) || (text.startsWith('/') && URL_OR_PATH.test(text)), {
  error: 'expected a URL such as http://127.0.0.1:9187/metrics, or a path of the target such as /metrics',
});

const Server = z.string().refine(isURL, { error: 'expected a URL such as http://127.0.0.1:9090' });

const Database = z.string().superRefine((text, context) => {
  const message = faultOfPostgresUrl(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const Secret = z.string().min(1).max(10_000);

/** The name of a reading, as objectives and charts have it. */
const ReadingName = z.string().regex(/^[a-zA-Z_][\w:.]{0,99}$/, {
  error: 'a letter, then letters, digits, _, : and ., at most 100',
});

const fields = {
  metrics: Page.meta({
    description: 'A page of metrics (Prometheus text or OpenMetrics): its URL, or its path on the target.',
    examples: ['/metrics', 'http://127.0.0.1:9187/metrics'],
  }),
  process: z
    .union([z.int().positive(), z.string().regex(/^[^/\s]{1,64}$/)], {
      error: 'expected the number of a process, or the name of some: 4711, or nginx',
    })
    .meta({ description: 'A process of this machine by its number, or all of a name, added up. Linux.' }),
  cgroup: z
    .string()
    .regex(/^\/\S+$/, {
      error: 'expected the folder of a control group, such as /sys/fs/cgroup/system.slice/x.service',
    })
    .meta({ description: 'The folder of a control group of version 2: a container, or a service of systemd. Linux.' }),
  host: z.literal(true, { error: 'expected true' }).meta({ description: 'The machine that loadkit runs on. Linux.' }),
  http: Page.meta({
    description:
      'A page that is asked by a clock of its own: is it there, how fast, how long is its certificate valid.',
    examples: ['/health'],
  }),
  command: z
    .array(z.string().max(10_000))
    .min(1)
    .meta({ description: 'A program and its arguments: its output is read.', examples: [['./queue-length.sh']] }),
  prometheus: Server.meta({ description: 'A Prometheus server, which answers `queries`.' }),
  postgres: Database.meta({
    description: 'A PostgreSQL server, by the URL with which an application connects to its database.',
    examples: ['postgres://user:password@127.0.0.1:5432/shop?sslmode=verify-full'],
  }),
  kubernetes: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error: 'expected the name of a namespace' })
    .meta({ description: 'A namespace of Kubernetes, whose pods are watched through kubectl.', examples: ['shop'] }),
  selector: z
    .string()
    .min(1)
    .max(1000)
    .meta({
      description: 'Which pods of the namespace, by their labels, as kubectl has it.',
      examples: ['app=web'],
    }),
  context: z.string().min(1).max(1000).meta({ description: 'The context of kubectl’s configuration.' }),
  pool: z.int().positive().meta({
    description: 'Of a PostgreSQL server: how many connections the pools of the service have together.',
  }),
  take: z
    .array(z.string().regex(/^[^\s!]\S{0,199}$/, { error: 'the name of a metric; * stands for any letters' }))
    .min(1)
    .meta({
      description:
        'Of a page: what is read beside what loadkit knows and objectives name; * for any letters, _p99 for a quantile.',
      examples: [['queue_length', 'jobs_*', 'job_seconds_p99']],
    }),
  status: z.array(z.int().min(100).max(599)).min(1).meta({
    description: 'Which answers mean that it is there: 200 to 299 unless said.',
  }),
  readings: z.record(ReadingName, z.string().min(1).max(200)).meta({
    description: 'Of JSON, or of lines `name: value`: what is read, by the path that leads there.',
    examples: [{ queue_length: 'queues[0].length' }],
  }),
  queries: z.record(ReadingName, z.string().min(1).max(5000)).meta({
    description: 'What is read, by the PromQL expression that says it.',
    examples: [{ cpu_usage: 'sum(rate(container_cpu_usage_seconds_total{pod=~"app-.*"}[1m])) / 4' }],
  }),
  bearer: Secret.meta({ description: 'A token that is sent, from a variable of the environment.' }),
  basic: z.strictObject({ user: Secret, password: Secret }).meta({ description: 'User and password that are sent.' }),
};

/** What each kind of monitor may say of itself. */
const KINDS = {
  metrics: ['take', 'bearer', 'basic'],
  process: [],
  cgroup: [],
  host: [],
  http: ['status', 'bearer', 'basic'],
  command: ['readings'],
  prometheus: ['queries', 'bearer', 'basic'],
  postgres: ['pool'],
  kubernetes: ['selector', 'context'],
} as const satisfies Readonly<Record<string, readonly (keyof typeof fields)[]>>;

type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

const Monitor = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    watches: z.enum(['target', 'other']).optional().meta({
      description:
        'Whether it watches all that serves the load, every replica, or something else: `loadkit plan` takes what a request costs from what watches the target. Unless said it is looked for.',
    }),
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
          allowed.length > 0 ? `it knows ${allowed.join(', ')}` : 'leave it out',
        );
    if (written.bearer !== undefined && written.basic !== undefined)
      fault('`bearer` and `basic` are two ways to log in', 'leave one of them out');
    if (kind === 'prometheus' && Object.keys(written.queries ?? {}).length === 0)
      fault('this monitor asks its server nothing', 'write queries: { cpu_usage: "…" }, each in PromQL');
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

/** The address that a monitor asks, as it was written; undefined of one that asks none. */
export function addressWritten({ metrics, http, prometheus, postgres }: MonitorSettings): string | undefined {
  return metrics ?? http ?? prometheus ?? postgres;
}

/** What monitors log in with: texts must not hold it. */
export function secretsOfMonitors(monitors: MonitorsSection): string[] {
  return Object.values(monitors).flatMap((settings) => {
    const { bearer, basic } = settings;
    const written = addressWritten(settings);
    const password = written !== undefined && URL.canParse(written) ? new URL(written).password : '';
    return [bearer ?? '', basic?.password ?? '', password, percentDecoded(password)].filter((secret) => secret !== '');
  });
}

/** A part of a URL as it was meant; one that is not encoded as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
