import { expect, test } from 'vitest';
import { unhandedIn, variablesRead } from '../../src/k6/variables.ts';

test('names that are written out are found, in every way of reading', () => {
  const code = [
    'const rate = __ENV.RATE, url = __ENV["BASE_URL"];',
    'const { DURATION, USERS: users = 3 } = __ENV;',
    'const any = __ENV[name];',
    '// node_modules/x/index.js',
    'const theirs = __ENV.DEBUG;',
  ].join('\n');
  expect(variablesRead(code)).toEqual(['RATE', 'BASE_URL', 'DURATION', 'USERS']);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the strings are code
test.each([
  ['const base = __ENV.BASE_URL || "https://shop.example.org";', { BASE_URL: 'x' }, [['BASE_URL', true]]],
  ['http.get(`http://${__ENV.WHERE}/`);', { WHERE: '127.0.0.1:8080' }, [['WHERE', true]]],
  ['const base = __ENV.API_URL;', { API_URL: 'http://127.0.0.1/' }, [['API_URL', true]]],
  ['tags.build = __ENV.CI_SERVER_URL;', { CI_SERVER_URL: 'https://ci.example' }, [['CI_SERVER_URL', false]]],
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
