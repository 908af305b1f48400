import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '../e2e/command.ts';

/** What a fake of loadkit's engine does when it is to run a script. */
export interface Behaviour {
  /** What it writes to the descriptor from which loadkit reads its lines. */
  readonly lines?: string;
  /** What it logs. */
  readonly log?: string;
  readonly code?: number;
  /** It kills itself instead. */
  readonly signal?: 'SEGV' | 'KILL' | 'TERM' | 'HUP' | 'ABRT';
}

const VERSION = JSON.stringify({ version: 'v2.2.0', extensions: [{ outputs: ['loadkit'] }] });
const INSPECTED = JSON.stringify({
  scenarios: { default: { executor: 'constant-vus', vus: 1, duration: '1s' } },
  totalDuration: '31s',
  maxVUs: 1,
});

/** An executable that answers as loadkit's engine does until it is to run a script: where only its end matters. */
export function fakeEngine({ lines = '', log = '', code = 0, signal }: Behaviour): string {
  const folder = emptyFolder();
  const file = join(folder, 'engine');
  writeFileSync(join(folder, 'lines'), lines);
  writeFileSync(join(folder, 'log'), log);
  const end = signal ? `kill -${signal} $$` : `exit ${code}`;
  writeFileSync(
    file,
    `#!/bin/sh
case "$1" in
  version) echo '${VERSION}' ;;
  inspect) echo '${INSPECTED}' ;;
  *) cat '${join(folder, 'log')}' >&2; cat '${join(folder, 'lines')}' >&3; ${end} ;;
esac
`,
  );
  chmodSync(file, 0o755);
  return file;
}

/** The lines of an engine that measured requests of 5 ms for three seconds, the first of them with nothing else. */
export function measuredLines(requests: number): string {
  const series = (id: number, metric: string, type: string, unit = 'none') => ({
    ...{ t: 'series', id, metric, type, unit },
    tags: { scenario: 'default', status: '200', expected_response: 'true' },
    ...(type === 'trend' ? { bits: 9 } : {}),
  });
  const frame = (s: number) => ({
    ...{ t: 'frame', s },
    d: [
      [1, requests, requests],
      [2, requests, requests],
    ],
  });
  const gen = (s: number) => ({ t: 'gen', s, cpu: 0.01, rss: 5e7, vus: 1, vusMax: 1, busy: 0.1, pressure: 0 });
  const lines = [
    {
      t: 'hello',
      v: 1,
      k6: 'v2.2.0',
      version: '0',
      pid: 1,
      start: new Date().toISOString(),
      cores: 2,
      pressureOf: null,
    },
    series(1, 'http_reqs', 'counter'),
    series(2, 'iterations', 'counter'),
    ...[0, 1, 2].flatMap((s) => [frame(s), gen(s)]),
    {
      ...{ t: 'end', s: 2, other: 0, invalid: 0 },
      totals: [
        [1, 3 * requests, 3 * requests],
        [2, 3 * requests, 3 * requests],
      ],
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
