import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../src/metrics/lines/lines.ts';
import { matches, selectorKey, tagMatches } from '../../src/metrics/selector.ts';
import { parseSelector } from '../../src/objectives/written/selector-text.ts';

const VECTORS = JSON.parse(readFileSync(new URL('../fixtures/tag-patterns.json', import.meta.url), 'utf8')) as [
  string | string[],
  string | null,
  boolean,
][];

describe('tagMatches', () => {
  // The engine's vectors, too (engine/census/where_test.go); null is a missing tag.
  it.each(VECTORS)('%j fits %j: %s', (pattern, value, fits) => {
    expect(tagMatches(pattern, value ?? undefined)).toBe(fits);
  });

  it('takes a text without stars literally', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (pattern, value) => {
        fc.pre(!pattern.includes('*') && !pattern.startsWith('!') && !/^[1-5]xx$/.test(pattern));
        expect(tagMatches(pattern, value)).toBe(pattern === value);
        expect(tagMatches(`${pattern}*`, pattern + value)).toBe(true);
        expect(tagMatches(`!${pattern}`, value)).toBe(pattern !== value);
      }),
    );
  });
});

describe('matches', () => {
  const series: Series = {
    t: 'series',
    id: 0,
    metric: 'http_reqs',
    type: 'counter',
    unit: 'none',
    tags: { name: '/x', status: '503' },
  };

  it('asks for the metric and for every tag', () => {
    expect(matches({ metric: 'http_reqs', where: {} }, series)).toBe(true);
    expect(matches({ metric: 'http_req', where: {} }, series)).toBe(false);
    expect(matches({ metric: 'http_reqs', where: { name: '/x', status: '5xx' } }, series)).toBe(true);
    expect(matches({ metric: 'http_reqs', where: { name: '/x', status: '2xx' } }, series)).toBe(false);
    expect(matches({ metric: 'http_reqs', where: { method: '' } }, series)).toBe(true);
    expect(matches({ metric: 'http_reqs', where: { method: 'GET' } }, series)).toBe(false);
  });
});

describe('selectorKey', () => {
  it('does not depend on the order of the tags', () => {
    expect(selectorKey({ metric: 'm', where: { b: '2', a: '1' } })).toBe('m{a:1,b:2}');
    expect(selectorKey({ metric: 'm', where: { a: '1', b: '2' } })).toBe('m{a:1,b:2}');
    expect(selectorKey({ metric: 'm', where: {} })).toBe('m');
  });

  it('tells selectors apart whose values look like tags', () => {
    const keys = [{ a: '1,b:2' }, { a: '1', b: '2' }, { a: '1}' }, { a: '"1' }].map((where) =>
      selectorKey({ metric: 'm', where }),
    );
    expect(new Set(keys).size).toBe(4);
  });

  it('reads back as the same selector', () => {
    const where = { name: 'http://h/a,b', status: '5xx' };
    expect(parseSelector(selectorKey({ metric: 'm', where }))).toEqual({ metric: 'm', where });
  });
});

describe('an exact selector, as those of k6’s thresholds', () => {
  const of = (value: string): Series => ({
    t: 'series',
    id: 0,
    metric: 'm',
    type: 'counter',
    unit: 'none',
    tags: { status: value },
  });

  it.each(['5xx', '5*', '*', '!200', ''])('takes %j literally', (value) => {
    const selector = { metric: 'm', where: { status: value }, exact: true };
    expect(matches(selector, of('500'))).toBe(false);
    expect(matches(selector, of(value))).toBe(true);
  });

  it('has another key than the pattern of the same text', () => {
    const key = (value: string, exact: boolean) => selectorKey({ metric: 'm', where: { status: value }, exact });
    for (const value of ['5xx', '5*', '!200']) expect(key(value, true)).not.toBe(key(value, false));
    expect(key('500', true)).toBe(key('500', false));
    expect(selectorKey({ metric: 'm', where: { status: ['4xx', '5xx'] } })).toBe('m{status:[4xx,5xx]}');
    expect(key('[4xx]', false)).toBe('m{status:"[4xx]"}');
  });
});
