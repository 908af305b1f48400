/** biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the subject */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpolate } from '../../../src/input/yaml/interpolate.ts';

const ENV = { HOST: 'example.org', EMPTY: '', DOLLAR: '${HOST}' };

test.each([
  ['http://${HOST}/x', 'http://example.org/x'],
  ['${HOST}${HOST}', 'example.orgexample.org'],
  ['${MISSING:-http://x:80/y}', 'http://x:80/y'],
  ['${HOST:-other}', 'example.org'],
  ['${EMPTY:-other}', 'other'],
  ['${MISSING:-}', ''],
  ['a${EMPTY}b', 'ab'],
  ['$${HOST}', '${HOST}'],
  ['${DOLLAR}', '${HOST}'],
  ['$HOST and 5$', '$HOST and 5$'],
])('%s', (text, filled) => {
  expect(interpolate(text, ENV)).toMatchObject({ text: filled, faults: [] });
});

test('says what was used', () => {
  expect(interpolate('${HOST} ${MISSING:-x}', ENV).used).toEqual([{ name: 'HOST', value: 'example.org' }]);
});

test.each([
  ['${MISSING}', 'the environment variable MISSING is not set'],
  ['${toString}', 'the environment variable toString is not set'],
  ['${1X}', '${1X} is no variable'],
  ['${}', '${} is no variable'],
  ['${HOST', '${HOST is no variable'],
  ['${HOST:?must}', '${HOST:?must} is no variable'],
])('%s is refused', (text, what) => {
  expect(interpolate(text, ENV).faults.map((fault) => fault.what)).toEqual([what]);
});

test('texts without ${ stay as they are, and nothing ever throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (text, environment) => {
      const filled = interpolate(text, environment);
      if (!text.includes('${')) expect(filled).toEqual({ text, used: [], faults: [] });
    }),
  );
});
