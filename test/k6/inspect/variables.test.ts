import { expect, test } from 'vitest';
import { unhandedIn, variablesRead } from '../../../src/k6/inspect/variables.ts';

test('names that are written out are found, in every way of reading', () => {
  const code = [
    'const rate = __ENV.RATE, url = __ENV["BASE_URL"];',
    'const { DURATION, USERS: users = 3 } = __ENV;',
    'const env = __ENV;',
    'const token = env.TOKEN, maybe = __ENV?.MAYBE;',
    'function setting(name, fallback) {',
    "  if (name === 'x') { return 1; }",
    '  return __ENV[name] ?? fallback;',
    '}',
    'const of = (name) => __ENV[name];',
    "const size = setting('SIZE', 3) + of('WEIGHT') + other('NO');",
    '// node_modules/x/index.js',
    'const theirs = __ENV.DEBUG;',
  ].join('\n');
  expect(variablesRead(code)).toEqual(['RATE', 'BASE_URL', 'TOKEN', 'MAYBE', 'DURATION', 'USERS', 'SIZE', 'WEIGHT']);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the strings are code
test.each([
  ['const base = __ENV.BASE_URL || "https://shop.example.org";', { BASE_URL: 'x' }, [['BASE_URL', true]]],
  ['http.get(`http://${__ENV.WHERE}/`);', { WHERE: '127.0.0.1:8080' }, [['WHERE', true]]],
  ['const base = __ENV.API_URL;', { API_URL: 'http://127.0.0.1/' }, [['API_URL', true]]],
  ['tags.build = __ENV.CI_SERVER_URL;', { CI_SERVER_URL: 'https://ci.example' }, [['CI_SERVER_URL', false]]],
  [
    "const base = env('SITE', 'https://shop.example.org'); const env = (n, d) => __ENV[n] || d;",
    { SITE: 'x' },
    [['SITE', true]],
  ],
  [
    'const stage = __ENV.STAGE || "prod";\nhttp.get(`https://${stage}.example.org/`);',
    { STAGE: 'test' },
    [['STAGE', true]],
  ],
  [
    'const sites = { a: "https://a.example", b: "https://b.example" };\nhttp.get(sites[__ENV.SITE]);',
    { SITE: 'b' },
    [['SITE', true]],
  ],
  ['http.get(`http://${__ENV.MYHOST}/`);', { MYHOST: 'a' }, [['MYHOST', true]]],
  ['const where = __ENV.TARGET_HOST;', { TARGET_HOST: '127.0.0.1:8080' }, [['TARGET_HOST', true]]],
  ['tags.release = __ENV.RELEASE;', { RELEASE: '1.2.3' }, [['RELEASE', false]]],
  ['const rate = __ENV.RATE;', { RATE: '5' }, [['RATE', false]]],
  ['const rate = __ENV.RATE;', {}, []],
  ['const rate = __ENV.RATE;', { RATE: '' }, []],
  ['const path = __ENV.PATH;', { PATH: '/bin' }, []],
] as const)('%s with %j in the shell', (code, shell, expected) => {
  expect(unhandedIn(code, {}, shell).map(({ name, decidesHost }) => [name, decidesHost])).toEqual(expected);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the strings are code

test('what was handed over is not missing', () => {
  expect(unhandedIn('__ENV.RATE', { RATE: '1' }, { RATE: '5' })).toEqual([]);
});

test('what the probe missed counts, however it was read', () => {
  const shell = { STAGING_URL: 'https://staging.example.org', USERS: '3', K6_VUS: '1', LOADKIT_TARGET: 'x' };
  const missed = ['STAGING_URL', 'USERS', 'UNSET', 'K6_VUS', 'LOADKIT_TARGET'];
  expect(unhandedIn('__ENV[name]', {}, shell, missed)).toEqual([
    { name: 'STAGING_URL', decidesHost: true },
    { name: 'USERS', decidesHost: false },
  ]);
});
