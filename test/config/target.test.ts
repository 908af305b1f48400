import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AllowedHost, parseTarget, readTarget } from '../../src/config/target.ts';

test.each([
  ['sandbox', 'sandbox'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
  ['https://example.org/api//', 'https://example.org/api'],
  ['http://[::1]:80', 'http://[::1]:80'],
  ['wss://example.org', 'wss://example.org'],
])('%s is a target', (text, target) => {
  expect(parseTarget(text)).toBe(target);
});

test.each([
  ['localhost:8080', 'write http://localhost:8080'],
  ['127.0.0.1:8080/x', 'write http://127.0.0.1:8080/x'],
  ['Sandbox', 'write http://Sandbox'],
  ['', 'or sandbox'],
  ['ftp://example.org', 'write http://example.org'],
  ['HTTP//example.org', 'write http://example.org'],
  ['https:/example.org/x', 'write https://example.org/x'],
  ['htp://127.0.0.1:8080', 'write http://127.0.0.1:8080'],
  ['hhttps;//example.org', 'write https://example.org'],
  ['wss//example.org', 'write wss://example.org'],
  ['http:\\\\example.org', 'write http://example.org'],
  ['http://127.0.0.1:99999', 'or sandbox'],
  ['[::1]:8080', 'write http://[::1]:8080'],
  ['file:///etc/passwd', 'or sandbox'],
  ['javascript:alert(1)', 'or sandbox'],
  ['http://', 'or sandbox'],
  ['http:example.org', 'write http://example.org'],
  [' http://example.org', 'write http://example.org'],
  ['http://exa\tmple.org', 'or sandbox'],
  ['http://example.org/?a=1', 'write http://example.org/'],
  ['http://example.org/x#y', 'write http://example.org/x'],
])('%s is none', (text, told) => {
  expect(() => parseTarget(text)).toThrow(told);
});

test('what is said of a target tells no password and no query', () => {
  for (const text of ['http//ann:geheim@example.org', 'ftp://ann:geheim@h', 'http://example.org/?token=geheim'])
    expect(() => parseTarget(text)).toThrow(/^(?!.*geheim)/s);
});

test('reading a target never throws, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
      const read = readTarget(text);
      if ('target' in read) expect(readTarget(read.target)).toEqual(read);
    }),
  );
});

test.each([
  'staging.example.org',
  'localhost',
  'my_service',
  '10.0.0.1',
  '10.0.0.0/16',
  '::1',
  'fd00::/8',
  '2001:db8::1/128',
])('%s may be allowed', (text) => {
  expect(AllowedHost.parse(text)).toBe(text);
});

test('host names are compared in lower case', () => {
  expect(AllowedHost.parse('Staging.Example.ORG')).toBe('staging.example.org');
});

test.each([
  ['https://staging.example.org/x', 'write staging.example.org'],
  ['staging.example.org:8443', 'write staging.example.org'],
  ['*.example.org', 'is no host or network'],
  ['*', 'is no host or network'],
  ['', 'is no host or network'],
  ['10.0.0.0/33', 'is no host or network'],
  ['10.0.0.256', 'is no host or network'],
  ['010.0.0.1', 'is no host or network'],
  ['10.0.0', 'is no host or network'],
  ['example.org/24', 'is no host or network'],
  ['::1/129', 'is no host or network'],
  ['::g', 'is no host or network'],
  ['10.0.0.0/8/8', 'is no host or network'],
  ['0.0.0.0/0', 'allows every address'],
  ['::/0', 'allows every address'],
])('%s may not', (text, told) => {
  expect(AllowedHost.safeParse(text).error?.issues[0]?.message).toContain(told);
});
