import * as z from 'zod';
import { unitOfName } from '../../metrics/named-units.ts';
import { type Access, Getter, unreadableAnswer } from '../get.ts';
import { MissedReading, type Monitor, type Reading } from '../monitor.ts';

export interface PrometheusGiven {
  readonly name: string;
  readonly every: number;
  /** The address of the server, with its prefix. */
  readonly url: URL;
  readonly access: Access;
  /** Expressions by the name of the reading. */
  readonly queries: Readonly<Record<string, string>>;
}

const Value = z.tuple([z.number(), z.string()]);

/** prometheus.io/docs/prometheus/latest/querying/api: what /api/v1/query answers. */
const Answer = z.union([
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.union([
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Value })),
      }),
      z.object({ resultType: z.literal('scalar'), result: Value }),
      z.object({ resultType: z.enum(['matrix', 'string']), result: z.unknown() }),
    ]),
  }),
]);

/** Most letters of what a server says of a query. */
const LONGEST_WORDS = 200;

/** Asks a Prometheus server its queries, each as it is now. */
export function prometheusMonitor({ name, every, url, access, queries }: PrometheusGiven): Monitor {
  const api = new URL(url);
  api.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query`;
  const getter = new Getter(api, access);
  const ask = async (metric: string, query: string, signal: AbortSignal): Promise<Reading[]> => {
    const got = await getter.get(signal, 'application/json', new URLSearchParams({ query }));
    const answer = Answer.safeParse(jsonOf(got.body)).data;
    const refused = unreadableAnswer(got, api);
    if (answer === undefined) throw new MissedReading(refused ?? 'the answer is none of a Prometheus server');
    if (answer.status === 'error') throw new MissedReading(`${metric}: ${answer.error.slice(0, LONGEST_WORDS)}`);
    return readingsIn(metric, answer.data);
  };
  return {
    name,
    every,
    async read(signal): Promise<readonly Reading[]> {
      const asked = await Promise.allSettled(
        Object.entries(queries).map(([metric, query]) => ask(metric, query, signal)),
      );
      const read = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
      const failed = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason as Error] : []));
      const strange = failed.find((error) => !(error instanceof MissedReading));
      if (strange) throw strange;
      if (failed.length > 0)
        throw new MissedReading([...new Set(failed.map(({ message }) => message))].join('; '), read);
      return read;
    },
    close: () => getter.close(),
  };
}

type Data = Extract<z.output<typeof Answer>, { status: 'success' }>['data'];

/** A reading for each series; an expression that gives none now has no reading now. */
function readingsIn(metric: string, data: Data): Reading[] {
  const { unit, size } = unitOfName(metric);
  const reading = ([, text]: z.output<typeof Value>, tags: Readonly<Record<string, string>> = {}): Reading => {
    const { __name__: _, ...labels } = tags;
    return { metric, unit, value: numberOf(text) * size, tags: labels };
  };
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ value, metric: tags }) => reading(value, tags));
    case 'scalar':
      return [reading(data.result)];
    default:
      throw new MissedReading(`${metric}: the expression is a ${data.resultType}, and a reading is one number`);
  }
}

function numberOf(text: string): number {
  return Number(text.replace(/Inf$/, 'Infinity'));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
