import exec from 'k6/execution';
import http from 'k6/http';
import type { Traces } from '../injected.ts';
import { thisRun } from '../this-run.ts';
import { type Http, traceRequests } from './traced.ts';
import { traceparents } from './traceparent.ts';

// Imported by the entry of a traced run before the scenario itself, so that no module keeps k6's own functions.
if (thisRun?.traces) trace(thisRun.traces, thisRun.seed);

function trace(traces: Traces, seed: number): void {
  // Only where requests are sent is there a VU.
  let next = (): string | undefined => {
    next = traceparents(traces, seed, exec.vu.idInTest, Date.now);
    return next();
  };
  traceRequests(http as unknown as Http, () => next(), under);
}

/** This VU's; asking k6 for it again each time would take longer than all else that a traced request needs. */
let metadata: Record<string, unknown> | undefined;

/**
 * Sends with the metadata `traceparent`, which k6 hands to outputs beside the tags of a sample and makes no series of.
 */
function under(traceparent: string, send: () => unknown): unknown {
  metadata ??= exec.vu.metrics.metadata;
  const before = metadata['traceparent'];
  metadata['traceparent'] = traceparent;
  try {
    return send();
  } finally {
    if (before === undefined) delete metadata['traceparent'];
    else metadata['traceparent'] = before;
  }
}
