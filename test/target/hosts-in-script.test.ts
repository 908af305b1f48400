import { expect, test } from 'vitest';
import { hostsInScript } from '../../src/target/hosts-in-script.ts';

const hosts = (code: string, env = {}) => hostsInScript(code, env).map(({ host }) => host);

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the strings are code
test.each([
  ['http.get("https://quickpizza.grafana.com/api");', ['quickpizza.grafana.com']],
  ['const a = "http://a.example:8080", b = `wss://b.example/${id}`;', ['a.example', 'b.example']],
  ['http.get(`http://${host}/x`); http.get(`https://api.${zone}.example/`);', []],
  ['http.get("http://user:pw@C.example./x?y=https://d.example/");', ['c.example']],
  ['http.get("http://[::1]:80/"); http.get("http://127.0.0.1:8080");', ['::1', '127.0.0.1']],
  ['const params = { headers: { Referer: "https://e.example/", "Origin": "https://f.example" } };', []],
  ['const soap = "<soap xmlns=\'http://schemas.xmlsoap.org/soap/envelope/\'>";', []],
  ['// see https://docs.example/ for more', []],
  ['console.log("no url: http://");', []],
] as const)('%s', (code, expected) => {
  expect(hosts(code)).toEqual(expected);
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the strings are code

test('a default is ignored when the variable is set', () => {
  const code = 'const base = __ENV.BASE_URL || "https://g.example"; const other = __ENV["X"] ?? "https://h.example";';
  expect(hosts(code)).toEqual(['g.example', 'h.example']);
  expect(hosts(code, { BASE_URL: 'http://127.0.0.1', X: 'y' })).toEqual([]);
});

test('only the user’s own modules count', () => {
  const code = [
    'var __LOADKIT__ = null;',
    '// node_modules/some/index.js',
    'var home = "https://docs.example/";',
    '// data.json',
    'var rows = ["https://row.example/"];',
    '// lib/api.ts',
    'http.get("https://api.example/");',
    '// loadkit/options.ts',
    'var x = "https://lib.example/";',
  ].join('\n');
  expect(hosts(code)).toEqual(['api.example']);
});

test('a long line is read in one go: at a time that grows with its square this would not end', () => {
  const line = `var rows = [${'"https://a.example/x", '.repeat(100_000)}];`;
  expect(hosts(line)).toEqual(['a.example']);
});
