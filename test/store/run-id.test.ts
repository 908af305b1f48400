import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runId, slug } from '../../src/store/run-id.ts';

const HOSTILE = [
  '../../x',
  '..',
  '.',
  '/',
  '\\',
  'C:\\x',
  'CON',
  'nul.txt',
  'a'.repeat(300),
  '😀',
  '-rf',
  '--help',
  'a\u0000b',
  '\u202Egnp.exe',
  ' ',
  '',
  '\ud800',
  'ﬁle',
  'İstanbul',
  '%2e%2e%2f',
  '$(reboot)',
  '`id`',
  "'; drop",
  'a\nb',
  '~',
  '*',
];

describe('slug', () => {
  it.each([
    ['stress', 'stress'],
    ['My Scenario', 'my-scenario'],
    ['Café Zürich', 'cafe-zu-rich'],
    ['../../x', 'x'],
    ['-rf', 'rf'],
    ['😀', 'run'],
    ['', 'run'],
    ['CON', 'con'],
    ['a\u0000b', 'a-b'],
    ['a'.repeat(300), 'a'.repeat(40)],
    [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
  ])('%j becomes %j', (name, text) => {
    expect(slug(name)).toBe(text);
  });

  it('is a harmless part of a name for anything', () => {
    const names = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...HOSTILE));
    fc.assert(
      fc.property(names, (name) => {
        expect(slug(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('runId', () => {
  const at = new Date('2026-11-21T14:20:33.987Z');

  it('says when, what and at which tier, and ends in its tail', () => {
    expect(runId(at, 'stress', 'medium', '3fa9c1')).toBe('20261121-142033-stress-medium-3fa9c1');
    expect(runId(at, 'plain', null, '3fa9c1')).toBe('20261121-142033-plain-3fa9c1');
  });

  it.each(HOSTILE)('is one folder’s name for %j', (name) => {
    const id = runId(at, name, name, '3fa9c1');
    expect(id).toMatch(/^\d{8}-\d{6}-[a-z0-9-]+-3fa9c1$/);
    // longest name a folder may have, with room for the reports in it
    expect(id.length).toBeLessThan(120);
  });

  it('sorts by time', () => {
    const ids = [3, 1, 2].map((hour) => runId(new Date(Date.UTC(2026, 0, 1, hour)), 'z', null, 'a'));
    expect([...ids].sort()).toEqual([ids[1], ids[2], ids[0]]);
  });
});
