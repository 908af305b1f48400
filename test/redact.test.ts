import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, withoutQueries, withoutQuery } from '../src/redact.ts';

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

  test('the words of a user keep their queries, and lose users and secrets', () => {
    const { words } = createRedactor(['long enough']);
    expect(words('http_reqs{url:http://u:p@h/?a=1&b=long enough}')).toBe('http_reqs{url:http://h/?a=1&b=***}');
  });
});

describe('withoutQueries', () => {
  test.each([
    ['http://h/x', 'http://h/x'],
    ['http://h/x?a=1', 'http://h/x?…'],
    ['see https://u:p@h:8/x?a=1&b=2, then', 'see https://h:8/x?…, then'],
    ['wss://user@h/feed?ticket=1', 'wss://h/feed?…'],
    ['Get "http://h/?q=two words&t=1": dial tcp', 'Get "http://h/?…": dial tcp'],
    ['Get "http://h/?a\\"b&t=1": dial', 'Get "http://h/?…": dial'],
    ["the request for 'http://h/?t=it', the header", "the request for 'http://h/?…', the header"],
    ['{"url":"http://h/?a=1","n":2}', '{"url":"http://h/?…","n":2}'],
    ['{\\"url\\":\\"http://h/?a=1\\",\\"n\\":2}', '{\\"url\\":\\"http://h/?…\\",\\"n\\":2}'],
    ['http://h/?a=1 took 5 ms (was 6?)', 'http://h/?… took 5 ms (was 6?)'],
    ["http://h/it's?t=1", "http://h/it's?…"],
    ['http://h/#access_token=1', 'http://h/#…'],
    ['http://h/#/cart', 'http://h/#/cart'],
    ['GET /x?token=1 HTTP/1.1', 'GET /x?… HTTP/1.1'],
    ['to api.h/x?t=1', 'to api.h/x?…'],
    ['is it http://h/?', 'is it http://h/?'],
    ['is status 200? a=1', 'is status 200? a=1'],
    ['yes/no? maybe', 'yes/no? maybe'],
    ['at http://****:****@h/a', 'at http://h/a'],
    ['http://h/x?…', 'http://h/x?…'],
    ['at http://h/?q=two words&t=1 and more', 'at http://h/?… and more'],
    ['at http://h/?q=1 and then & so on', 'at http://h/?… and then & so on'],
  ])('%j', (from, to) => {
    expect(withoutQueries(from)).toBe(to);
    expect(withoutQueries(to)).toBe(to);
  });

  test('no value of a query is left, whatever surrounds the URL', () => {
    const around = fc.constantFrom('', ' ', '"', "'", '\\"', '(', '<', ': ');
    fc.assert(
      fc.property(around, fc.stringMatching(/^[a-z0-9.@'()=~:-]{1,12}$/), around, (before, path, after) => {
        const url = `https://ops:pw@host/${path}`;
        const text = withoutQueries(`${before}${url}?token=s3cr3t-v4lue&other=s3cr3t-v4lue${after} end`);
        expect(text).not.toContain('s3cr3t');
        expect(text.endsWith(' end')).toBe(true);
      }),
    );
  });

  test('a name that is a URL as a whole may hold blanks in its query', () => {
    expect(withoutQuery('http://h/x?q=two words')).toBe('http://h/x?…');
    expect(withoutQuery('/x?q=two words')).toBe('/x?…');
    expect(withoutQuery('is it fine? two words')).toBe('is it fine? two words');
    expect(withoutQuery('http://h/x is fine? yes')).toBe('http://h/x is fine? yes');
  });

  test('a megabyte of what looks like URLs takes no time', () => {
    for (const unit of [
      'http://',
      '?a',
      '????',
      "'http://h?",
      'a.',
      '/?',
      '#',
      ')',
      '\\"',
      'a@b:',
      '? &',
      ' a',
      ' &',
      '"http://h/?\\"',
    ]) {
      const begun = process.cpuUsage();
      withoutQueries(`http://h/${unit.repeat(2 ** 20 / unit.length)}`);
      expect(process.cpuUsage(begun).user).toBeLessThan(3e6);
    }
  });
});
