import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpositionFault, readExposition } from '../../../src/monitor/page/exposition.ts';

const all = () => true;
const samplesOf = (text: string) =>
  readExposition(text, all).samples.map(({ name, labels, value }) => [name, labels, value]);

describe('the text format', () => {
  // The example of prometheus.io/docs/instrumenting/exposition_formats, "Text format example".
  it('is read as its own example', () => {
    const text = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045
rpc_duration_seconds{quantile="0.01"} 3102
`;
    expect(samplesOf(text)).toEqual([
      ['http_requests_total', { method: 'post', code: '200' }, 1027],
      ['http_requests_total', { method: 'post', code: '400' }, 3],
      [
        'msdos_file_access_time_seconds',
        { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' },
        1.458255915e9,
      ],
      ['metric_without_timestamp_and_labels', {}, 12.47],
      ['something_weird', { problem: 'division by zero' }, Number.POSITIVE_INFINITY],
      ['rpc_duration_seconds', { quantile: '0.01' }, 3102],
    ]);
    expect(readExposition(text, all).types).toEqual(new Map([['http_requests_total', 'counter']]));
  });

  it.each([
    ['an exemplar', 'a_bucket{le="1"} 17 # {trace_id="x y"} 0.67 1.5', ['a_bucket', { le: '1' }, 17]],
    ['an exemplar behind a timestamp', 'a_total 1 1520879607.789 # {id="a#b"} 0.2', ['a_total', {}, 1]],
    ['a quoted name', '{"my.metric","a.b"="c",d="e"} 3', ['my.metric', { 'a.b': 'c', d: 'e' }, 3]],
    ['blanks, a comma at the end, CR', ' a { b = "c" , } 1\r', ['a', { b: 'c' }, 1]],
    ['a brace and a comma in a value', 'a{b="x}, y"} 1e3', ['a', { b: 'x}, y' }, 1000]],
    ['a label that is a property of objects', 'a{__proto__="p"} 0', ['a', JSON.parse('{"__proto__":"p"}'), 0]],
  ])('%s', (_, line, sample) => {
    expect(samplesOf(`${line}\n# EOF\n`)).toEqual([sample]);
  });

  it('of names that nobody wants only the name is read', () => {
    const { samples, names } = readExposition('a{broken 1\nb 2\n', (name) => name === 'b');
    expect([samples.length, [...names]]).toEqual([1, ['a', 'b']]);
  });

  it.each([
    '<html>502 Bad Gateway</html>',
    '{"status":"ok"}',
    '',
    'a',
    'a 1,5',
    'a{b="c} 1',
    'a{b="c",b="d"} 1',
    'a{b="c" d="e"} 1',
    'a 1 2 3',
    'a_total 1\n# EOF\na_total 2\n',
  ])('%j is none', (text) => {
    expect(() => readExposition(text, all)).toThrow(ExpositionFault);
  });

  it('gives back whatever labels and values were written', () => {
    const label = fc.stringMatching(/^[a-z_]{1,5}$/);
    const escaped = (text: string) => text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
    fc.assert(
      fc.property(
        fc.dictionary(
          label,
          fc.string({ maxLength: 8 }).map((text) => text.replace(/\r/g, '')),
        ),
        fc.double({ noNaN: true }).map((value) => value + 0),
        (labels, value) => {
          const written = Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`);
          const number = Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
          expect(samplesOf(`m{${written.join(',')}} ${number}\n`)).toEqual([['m', { ...labels }, value]]);
        },
      ),
    );
  });
});
