import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { harmless, visible, withoutCommands } from '../src/visible.ts';

describe('visible', () => {
  test.each([
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b]0;t\u0007\u009b2J', '\\x1b]0;t\\x07\\x9b2J'],
    ['\u202e\u200b\ufeff\u2028\u00ad\u2060', '\\u202e\\u200b\\ufeff\\u2028\\xad\\u2060'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\ufffd'],
    ['größer 中文 👍🏽 –', 'größer 中文 👍🏽 –'],
  ])('%j', (from, to) => {
    expect(visible(from)).toBe(to);
    expect(visible(to)).toBe(to);
  });
});

describe('harmless', () => {
  test.each([
    ['::error::x', '\\u003a:error::x'],
    [' \t::set-output name=a::b', ' \\u0009::set-output name=a::b'],
    ['  ::set-output name=a::b', '  \\u003a:set-output name=a::b'],
    ['a\n\u00a0::error::x', 'a\n\u00a0\\u003a:error::x'],
    ['\u001b[31m::error::x\u001b[0m', '\u001b[31m\\u003a:error::x\u001b[0m'],
    ['say ::error::x', 'say ::error::x'],
    ['a ##[error]x', 'a #\\u0023[error]x'],
    ['##vso[task.setvariable]x ###teamcity[y]', '#\\u0023vso[task.setvariable]x ##\\u0023teamcity[y]'],
    ['## [1] heading', '## [1] heading'],
    ['\u001b[3A\u001b[0J\u001b[1;32mok', '\u001b[3A\u001b[0J\u001b[1;32mok'],
    ['\u001b[2J\r\u202e', '\\u001b[2J\\u000d\\u202e'],
  ])('%j', (from, to) => {
    expect(harmless(from)).toBe(to);
    expect(harmless(to)).toBe(to);
  });

  test('whatever stands in JSON, it stays that JSON, and nothing in it acts', () => {
    const text = fc.string({ unit: fc.constantFrom(...'#:[]\\"\n\r\t a\u001b\u202e\u{e0041}v') });
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const written = harmless(JSON.stringify(value, null, 2));
        expect(JSON.parse(written)).toEqual(value);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(written).not.toMatch(/^\s*::|##\w*\[|[\u0000-\u0009\u000b-\u001f\u202e]/m);
      }),
    );
  });

  test('no line of text begins a command', () => {
    const text = fc.string({ unit: fc.constantFrom(...'#:[]\n \u00a0\u3000av') });
    fc.assert(
      fc.property(text, (lines) => {
        expect(withoutCommands(lines)).not.toMatch(/^\s*::|##\w*\[/m);
      }),
    );
  });
});
