import { describe, expect, test } from 'vitest';
import { Comparison } from '../../src/compare/runs/comparison.ts';
import { CLI, emptyFolder, loadkit } from '../e2e/command.ts';

/** Pairs of one version, and of one that is slower; for docs/accuracy.md SAME=10 SLOWER=5. Three minutes each. */
const SAME = Number(process.env['SAME'] ?? 2);
const SLOWER = Number(process.env['SLOWER'] ?? 1);
const SERVICE = 200;
const CASES = [
  ...Array.from({ length: SLOWER }, (_, at) => ({ slower: 1.05, at })),
  ...Array.from({ length: SAME }, (_, at) => ({ slower: 1, at })),
];

/** A sandbox on the port that it is given; each has draws of its own. */
function version(times: number, seed: number): string {
  const service = `--slots 128 --service ${SERVICE * times}ms --cv 0.1 --seed ${seed}`;
  return `exec "${process.execPath}" "${CLI}" sandbox --port $PORT ${service}`;
}

// Late arrivals are forgiven: what they do to latencies is noise that a pair is there to cancel.
const SETTINGS = ['--set', 'rate=200', '--objective', 'http_req_duration p50 < 60s', '--pairs', '10', '--block', '5s'];

describe('pairs of sandboxes, 10 pairs of blocks of 5 s, 200 requests/s', () => {
  test.each(CASES)('$slower times as slow, $at', { timeout: 900_000 }, async ({ slower, at }) => {
    const commands = ['--pair-command', version(1, 100 + 2 * at), version(slower, 101 + 2 * at)];
    const args = ['compare', ...commands, ...SETTINGS, '--seed', String(at + 1), '--json'];
    const { code, stdout, stderr } = await loadkit(args, { cwd: emptyFolder() });
    const { verdict, metrics, reasons } = Comparison.parse(JSON.parse(stdout));
    const shown = metrics
      .slice(0, 3)
      .map(({ name, relative, verdict: one }) => `${name} ${(100 * relative!).toFixed(1)} % ${one}`);
    process.stdout.write(
      `${slower} ${at}: ${verdict} (${code}), ${shown.join(', ')} ${reasons.join('; ')} ${/\d+ invalid.*/.exec(stderr)?.[0] ?? ''}\n`,
    );
    if (slower > 1) expect(verdict).toBe('regression');
    else expect(['no-change', 'inconclusive']).toContain(verdict);
  });
});
