import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/redact.ts';

const secret = fc.oneof(
  fc.string({ minLength: 6, maxLength: 20 }),
  fc.stringMatching(/^[ab*]{6,12}$/),
  fc.string({ minLength: 6, maxLength: 12, unit: 'grapheme' }),
);

describe('createRedactor', () => {
  test('never leaves a secret', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 8 }),
        (secrets, parts) => {
          const text = parts.map((part) => (typeof part === 'number' ? secrets[part % secrets.length] : part)).join('');
          const redacted = createRedactor(secrets)(text);
          for (const each of secrets) expect(redacted).not.toContain(each);
        },
      ),
    );
  });

  test('leaves no secret that its own mask completes', () => {
    expect(createRedactor(['x***yz'])('xx***yzyz')).not.toContain('x***yz');
  });

  test('finds URL-encoded, JSON and base64 forms, also inside a longer base64 text', () => {
    const value = 'p/ss "wörd"+1';
    const redact = createRedactor([value]);
    for (const form of [
      encodeURIComponent(value),
      encodeURIComponent(value).replace(/%../g, (digits) => digits.toLowerCase()),
      JSON.stringify({ value }),
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('base64url'),
      Buffer.from(`user:${value}`).toString('base64'),
      Buffer.from(`me:${value}!`).toString('base64'),
      Buffer.from(`u:${value}??`).toString('base64'),
    ]) {
      expect(redact(`a ${form} b`)).toContain('***');
      expect(redact(`a ${form} b`)).not.toContain(form);
    }
  });

  test('longest first, so that no tail of a longer secret stays', () => {
    expect(createRedactor(['secret', 'secret-and-more'])('secret-and-more')).toBe('***');
  });

  test('short values are told, not replaced: numbers stay numbers', () => {
    const redact = createRedactor(['', '1', '12345', 'long enough']);
    expect(redact.tooShort).toEqual(['', '1', '12345']);
    expect(redact('1 and 12345, long enough')).toBe('1 and 12345, ***');
  });
});
