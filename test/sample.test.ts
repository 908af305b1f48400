import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeAgain } from '../src/pipeline/judge-again.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sample = join(root, 'reports/sample');
const RENEW =
  'the committed sample is not what this code makes of its record; look at the change, then: npm run build && npm run sample';

describe('reports/sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-sample-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let failures: readonly string[] = [];

  beforeAll(async () => {
    cpSync(sample, folder, {
      recursive: true,
      filter: (file) => !/report\.|result|series|junit|charts/.test(file.slice(sample.length)),
    });
    const { published } = await judgeAgain({
      cwd: root,
      environment: {},
      run: folder,
      out: root,
      formats: ['json', 'markdown', 'html', 'pdf', 'junit'],
      objectives: 'saved',
    });
    failures = published.failures;
  });

  test('every format could be written', () => expect(failures).toEqual([]));

  test.each(['result.json', 'series.json', 'report.md', 'report.html', 'junit.xml'])('%s', (file) => {
    expect(existsSync(join(folder, file))).toBe(true);
    const [made, kept] = [folder, sample].map((from) => readFileSync(join(from, file), 'utf8').split('\n'));
    const line = made!.findIndex((text, i) => text !== kept![i]);
    const change = line < 0 && made!.length === kept!.length ? '' : `${file}:${line + 1}: ${RENEW}`;
    expect({ change, made: made![line]?.slice(0, 300) }).toEqual({ change: '', made: undefined });
  });

  test('the text of report.pdf', (context) => {
    const text = (from: string) =>
      execFileSync('pdftotext', ['-layout', join(from, 'report.pdf'), '-'], { encoding: 'utf8' });
    try {
      execFileSync('which', ['pdftotext']);
    } catch {
      process.stderr.write('SKIPPED: no pdftotext on this machine (apt-get install poppler-utils)\n');
      context.skip();
    }
    expect({ text: text(folder), renew: RENEW }).toEqual({ text: text(sample), renew: RENEW });
  });

  test('names no place of the machine on which it was measured', () => {
    const place = /\/(root|home|tmp|work|Users)\//;
    expect(readFileSync(join(sample, 'record.json'), 'utf8')).not.toMatch(place);
    expect(gunzipSync(readFileSync(join(sample, 'timeline.ndjson.gz'))).toString()).not.toMatch(place);
  });
});
