import type { Exemplar } from '../lines/lines.ts';
import { shortened } from '../shortened.ts';

/** So many of the slowest, and so many errors, are kept of a series. */
const PER_KIND = 3;

/** Knows the slowest requests of a series so far, and how many errors it has shown. */
export class Worst {
  private readonly slowest: number[] = [];
  private errors = 0;

  /** Whether a request enters the slowest so far. */
  slow(value: number): boolean {
    if (this.slowest.length === PER_KIND && value <= this.slowest.at(-1)!) return false;
    this.slowest.push(value);
    this.slowest.sort((a, b) => b - a).splice(PER_KIND);
    return true;
  }

  /** Whether a request is one of the first with an error. */
  erred(code: string | undefined): boolean {
    if (code === undefined || this.errors === PER_KIND) return false;
    this.errors += 1;
    return true;
  }

  /** Whether a value still is among the slowest. */
  contains(value: number): boolean {
    return this.slowest.includes(value);
  }
}

/** The worst requests of a series: of a traced share hardly one is among the slowest of all, so they are kept apart. */
export class WorstRequests {
  private readonly traced = new Worst();
  private readonly untraced = new Worst();

  /** Those among which a request belongs: with a trace, or without. */
  among(trace: string): Worst {
    return trace === '' ? this.untraced : this.traced;
  }
}

/** What a script or the entry says of a request's trace: its traceparent header, or a bare trace-id. */
export function traceOf(metadata: Readonly<Record<string, string>>): string {
  return metadata['traceparent'] || metadata['trace_id'] || '';
}

/** The line about one request. Its query may hold secrets and is left out. */
export function exemplarOf(
  kind: Exemplar['kind'],
  id: number,
  second: number,
  value: number,
  tags: Readonly<Record<string, string>>,
  metadata: Readonly<Record<string, string>>,
): Exemplar {
  const tag = (...names: string[]) => names.map((name) => tags[name] || metadata[name]).find(Boolean) ?? '';
  return {
    t: 'exemplar',
    s: second,
    id,
    kind,
    value,
    url: tag('url', 'name').replace(/\?.*$/s, '?…'),
    method: tag('method'),
    status: tag('status'),
    error: tag('error'),
    code: tag('error_code'),
    vu: tag('vu'),
    iter: tag('iter'),
    traceparent: shortened(traceOf(metadata)),
  };
}
