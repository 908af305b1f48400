import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bitsOf, kindsFor, METRICS, type MetricKind } from '../../src/metrics/catalogue.ts';

const ENGINE = join(import.meta.dirname, '../../engine');

/** The folder of the k6 module that the engine is built from; undefined without Go or without the module. */
function moduleOfK6(): string | undefined {
  try {
    const asked = ['list', '-m', '-f', '{{.Dir}}', 'go.k6.io/k6/v2'];
    return execFileSync('go', asked, { cwd: ENGINE, encoding: 'utf8', stdio: 'pipe' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

const k6 = moduleOfK6();
if (!k6) process.stderr.write('SKIPPED: no Go, or its k6 module is not there: the catalogue is not held against k6\n');

const UNITS: Readonly<Record<string, MetricKind['unit']>> = { Time: 'seconds', Data: 'bytes', Default: 'none' };

/** What a Go file of k6 registers: `NewMetric(name, Type, Contents)`, names by constants of the same file. */
function registeredIn(file: string): Record<string, MetricKind> {
  const code = readFileSync(join(k6!, file), 'utf8');
  const constants = new Map([...code.matchAll(/^\s*(\w+)\s*=\s*"(\w+)"/gm)].map(([, name, text]) => [name!, text!]));
  const calls = code.matchAll(/NewMetric\((?:"(\w+)"|(\w+)), (?:\w+\.)?(\w+)(?:, (?:\w+\.)?(\w+))?\)/g);
  return Object.fromEntries(
    [...calls]
      .map(([, text, name, type, contents = 'Default']) => ({
        name: text ?? constants.get(name!),
        type: type!,
        contents,
      }))
      // The vitals of a page are registered in a loop, below.
      .filter(({ name }) => name !== undefined)
      .map(({ name, type, contents }) => [name, { type: type.toLowerCase(), unit: UNITS[contents] }]),
  );
}

/** The vitals of a page are times, but for CLS, which is a score. */
function vitals(): Record<string, MetricKind> {
  const code = readFileSync(join(k6!, 'internal/js/modules/k6/browser/k6ext/metrics.go'), 'utf8');
  expect(code).toContain('t := k6metrics.Time');
  expect(code).toMatch(/if k == webVitalCLS \{\s*t = k6metrics.Default/);
  const names = [...code.matchAll(/"(browser_web_vital_\w+)"/g)].map(([, name]) => name!);
  return Object.fromEntries(
    names.map((name) => [name, { type: 'trend', unit: name.endsWith('_cls') ? 'none' : 'seconds' }]),
  );
}

describe('the catalogue of metrics', () => {
  it.skipIf(!k6)('is what the k6 that the engine is built from registers', () => {
    const registered = {
      ...registeredIn('metrics/builtin.go'),
      ...registeredIn('internal/js/modules/k6/grpc/metrics.go'),
      ...registeredIn('internal/js/modules/k6/browser/k6ext/metrics.go'),
      ...vitals(),
    };
    const known = [...METRICS].filter(([, metric]) => metric.by === 'k6');
    expect(Object.fromEntries(known.map(([name, { type, unit }]) => [name, { type, unit }]))).toEqual(registered);
  });

  it('holds what the library of scenarios makes', () => {
    const made = ['step', 'think', 'read-back'].flatMap((name) => {
      const code = readFileSync(join(ENGINE, `../src/scenario/${name}.ts`), 'utf8');
      return [...code.matchAll(/new (Trend|Rate|Counter|Gauge)\('(\w+)'(, true)?\)/g)].map(([, type, metric, time]) => [
        metric,
        { type: type!.toLowerCase(), unit: time ? 'seconds' : 'none' },
      ]);
    });
    const known = [...METRICS].filter(([, metric]) => metric.by === 'library');
    expect(Object.fromEntries(known.map(([name, { type, unit }]) => [name, { type, unit }]))).toEqual(
      Object.fromEntries(made),
    );
  });

  it('leaves the names of the library to scripts that do not use it', () => {
    expect(kindsFor({ library: false }).has('step_duration')).toBe(false);
    expect(kindsFor({ library: false }).has('http_req_duration')).toBe(true);
    expect(kindsFor({ library: true }).has('step_duration')).toBe(true);
  });

  it('keeps the phases of a request coarsely', () => {
    expect(['http_req_waiting', 'http_req_duration', 'request_time', 'mine'].map(bitsOf)).toEqual([5, 9, 9, 9]);
  });
});
