import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { refuseBlocked } from '../../../src/pipeline/target/refuse-blocked.ts';
import { fold, recordOf, scriptPlan } from '../../fixtures/record.ts';
import { Engine } from '../../fixtures/timeline.ts';

/** A run in which the allow-list blocked an address, and what else the test adds. */
function ended(more: (engine: Engine) => Engine): () => void {
  const engine = more(new Engine().hello().counter(0, 'http_reqs', 9, { error_code: '1110' }).gen(0));
  const record = recordOf(scriptPlan(1, {}), []);
  const timeline = fold(record, engine.event(0, 'blocked', 'cdn.example.org (93.184.216.34)').end().close());
  return () => refuseBlocked(timeline, 'reports/x');
}

describe('a run of which the allow-list blocked something', () => {
  it('is refused where that was all it asked for', () => {
    const run = ended((engine) => engine);
    expect(run).toThrow(UserError);
    expect(run).toThrow(/nothing was sent.*cdn\.example\.org/s);
  });

  it('is judged where something was sent', () => {
    expect(ended((engine) => engine.counter(0, 'data_sent', 1, {}, 500))).not.toThrow();
    expect(ended((engine) => engine.counter(0, 'browser_data_received', 1, {}, 500))).not.toThrow();
  });

  it('is judged where nobody was there to send the rest to', () => {
    expect(ended((engine) => engine.counter(0, 'http_reqs', 9, { error_code: '1212' }))).not.toThrow();
  });
});
