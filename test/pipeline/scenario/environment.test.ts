import { describe, expect, test } from 'vitest';
import { redactorOf } from '../../../src/pipeline/scenario/environment.ts';

/** What a redactor leaves of a value that was handed over under a name. */
const left = (value: string, name = 'HANDED') => redactorOf({ [name]: value }, null)(`it is ${value}`);

describe('values that were handed over', () => {
  test.each([
    '192.0.2.2',
    '192.0.2.2:8080',
    '2001:db8::1',
    '[2001:db8::1]:8080',
    'staging.example.org',
    'staging.example.org:8443',
    'https://staging.example.org:8443',
    'frankfurt',
  ])('%s may be read: reports name it anyway, and advice has to', (value) => {
    expect(left(value)).toBe(`it is ${value}`);
  });

  test.each([
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'sk_live.4eC39HqLyjWDarjtT1zdp7dc',
    'https://user:hunter2@staging.example.org',
    'staging.example.org/internal',
    '1234567890:abcdef',
  ])('%s is taken out', (value) => {
    expect(left(value)).toBe('it is ***');
  });

  test('whatever its value, one whose name sounds secret is taken out', () => {
    expect(left('staging.example.org', 'API_TOKEN')).toBe('it is ***');
  });
});
