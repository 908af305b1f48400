/** What a k6 died of, in the words of Go's runtime. */
export interface Death {
  readonly of: 'panic' | 'memory' | 'signal';
  readonly text: string;
}

const FATAL = /^(panic|fatal error|runtime): (.*)$/;
const BY_SIGNAL = /^(SIG[A-Z0-9]+: .*)$/;
const MEMORY =
  /out of memory|cannot allocate|failed to (reserve|allocate|create new OS thread)|pthread_create failed|cannot map pages/i;

/** Reads a line that was written when a Go program died; undefined of any other. */
export function deathIn(line: string): Death | undefined {
  const [, kind, text = ''] = FATAL.exec(line) ?? [];
  if (kind !== undefined && MEMORY.test(text)) return { of: 'memory', text };
  if (kind !== undefined && kind !== 'runtime') return { of: 'panic', text };
  const signal = BY_SIGNAL.exec(line)?.[1];
  return signal === undefined ? undefined : { of: 'signal', text: signal };
}

/** `k6 panicked: …` */
export function deathText({ of, text }: Death): string {
  const what = { panic: 'k6 panicked', memory: 'k6 had no memory left', signal: 'k6 crashed' }[of];
  return `${what}: ${text}`;
}
