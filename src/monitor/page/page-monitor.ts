import { type Access, Getter, unreadableAnswer } from '../get.ts';
import { MissedReading, type Monitor, type Reading } from '../monitor.ts';
import { ExpositionFault } from './exposition.ts';
import { Taking } from './taking.ts';

/** The plain format first: OpenMetrics costs the target more, and says nothing more that is read here. */
const ACCEPT = 'text/plain;version=0.0.4;q=1, application/openmetrics-text;version=1.0.0;q=0.8, */*;q=0.1';

export interface PageGiven {
  readonly name: string;
  readonly every: number;
  readonly url: URL;
  readonly access: Access;
  /** What is asked for by name, beside what matters of the page's kinds. */
  readonly asked: readonly string[];
}

/** Reads a page of metrics. */
export function pageMonitor({ name, every, url, access, asked }: PageGiven): Monitor {
  const getter = new Getter(url, access);
  let taking: Taking | undefined;
  return {
    name,
    every,
    async read(signal, notice): Promise<readonly Reading[]> {
      taking ??= new Taking(asked, Date.now() / 1000);
      const at = performance.now() / 1000;
      const got = await getter.get(signal, ACCEPT);
      const refused = unreadableAnswer(got, url);
      if (refused !== undefined) throw new MissedReading(refused);
      if (got.type.includes('openmetrics') && !/(^|\n)# EOF\n?$/.test(got.body))
        throw new MissedReading('the page is cut off: it has no # EOF');
      try {
        const readings = taking.read(got.body, at);
        for (const text of taking.restarts) notice?.({ kind: 'restart', text });
        return readings;
      } catch (error) {
        if (!(error instanceof ExpositionFault)) throw error;
        throw new MissedReading(`no page of metrics: ${error.message}`);
      }
    },
    close: () => getter.close(),
  };
}
