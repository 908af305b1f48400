import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tagMatches } from '../../../src/metrics/selector.ts';
import { parseObjectiveFlag } from '../../../src/objectives/written/flag.ts';
import { selectorFindings } from '../../../src/objectives/written/selector-rules.ts';

const found = (tag: string, pattern: string | string[]) =>
  selectorFindings({ [tag]: pattern }, ['bad']).map(({ level, next }) => [level, next]);

describe('a status that nobody has', () => {
  test.each([
    ['5..', '5xx'],
    ['5XX', '5xx'],
    ['5xX', '5xx'],
    ['5x', '5xx'],
    ['5', '5xx'],
    ['5**', '5xx'],
    ['5\\d\\d', '5xx'],
    ['5\\d{2}', '5xx'],
    ['5[0-9][0-9]', '5xx'],
    ['5__', '5xx'],
    ['^5..$', '5xx'],
    ['5.*', '5xx'],
    ['[5]xx', '5xx'],
    ['[45]xx', '[4xx, 5xx]'],
    ['[4-5]xx', '[4xx, 5xx]'],
    ['[45]..', '[4xx, 5xx]'],
    ['4xx,5xx', '[4xx, 5xx]'],
    ['4xx, 5xx', '[4xx, 5xx]'],
    ['[4xx, 5xx]', '[4xx, 5xx]'],
    ['4xx|5xx', '[4xx, 5xx]'],
    ['(4..|5..)', '[4xx, 5xx]'],
    ['500,502', '[500, 502]'],
    ['500.0', '500'],
    ['50x', '50*'],
  ])('%s: write %s', (pattern, meant) => {
    expect(found('status', pattern)).toEqual([['error', `write ${meant}`]]);
    expect(found('status', `!${pattern}`)).toEqual([['error', `write "!${meant}"`]]);
  });

  test.each(['7xx', '0xx', '>=500', '500-599', '5000', 'OK', 'xxx', '2xx!', '5xx*', ' 500'])('%s', (pattern) => {
    expect(found('status', pattern)).toHaveLength(1);
  });

  test.each(['500', '5xx', '5*', '50*', '*', '0', '', '!5xx', '!200', '999', '*0'])('but %s is one', (pattern) => {
    expect(found('status', pattern)).toEqual([]);
  });

  test('of a list each value is looked at', () => {
    expect(found('status', ['4xx', '5xx'])).toEqual([]);
    expect(found('status', ['4xx', '5..'])).toEqual([['error', 'write 5xx']]);
    expect(selectorFindings({ status: ['4xx', '5..'] }, ['bad'])[0]?.path).toEqual(['bad', 'status', 1]);
  });

  test('what is let through fits some status, what is advised is let through', () => {
    const letters = fc.array(fc.constantFrom(...'012345x*.X![],|'), { maxLength: 6 }).map((each) => each.join(''));
    const statuses = ['', '0', ...Array.from({ length: 900 }, (_, i) => String(i + 100))];
    fc.assert(
      fc.property(letters, (pattern) => {
        fc.pre(!/^!*!/.test(pattern));
        const [finding] = selectorFindings({ status: pattern }, []);
        if (!finding) expect(statuses.some((status) => tagMatches(pattern, status))).toBe(true);
        const advised = /^write \[?(.*?)\]?$/.exec(finding?.next ?? '')?.[1];
        if (advised !== undefined) expect(found('status', advised.split(', '))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('tags', () => {
  test.each([
    ['staus', 'status'],
    ['stauts', 'status'],
    ['Status', 'status'],
    ['sttaus', 'status'],
    ['metod', 'method'],
    ['senario', 'scenario'],
    ['scenarios', 'scenario'],
    ['expected_respons', 'expected_response'],
    ['expectedresponse', 'expected_response'],
    ['errorcode', 'error_code'],
  ])('%s is probably meant to be %s', (tag, meant) => {
    expect(found(tag, 'x')).toEqual([['error', `did you mean \`${meant}\`?`]]);
  });

  test.each([
    'status',
    'name',
    'url',
    'service',
    'step',
    'stage',
    'state',
    'outcome',
    'tenant',
    'region',
    'page',
    'user',
    'item',
    'game',
    'device',
    'source',
    'device_id',
  ])('%s is k6’s own, or may well be the script’s', (tag) => {
    expect(found(tag, 'x').filter(([, next]) => String(next).startsWith('did'))).toEqual([]);
  });

  test.each([
    ['expected_response', 'True', 'write true'],
    ['expected_response', 'yes', 'expected_response is true or false'],
    ['method', 'get', 'write GET'],
    ['error_code', '1xxx', 'write 1*'],
    ['error_code', '12', 'an error code of k6 has four digits, such as 1050; several are written 1*'],
  ])('%s is never %s', (tag, pattern, next) => {
    expect(found(tag, pattern)).toEqual([['error', next]]);
  });

  test.each([
    ['expected_response', 'false'],
    ['method', 'GET'],
    ['method', '/shop.Orders/Create'],
    ['error_code', '1*'],
    ['error_code', ''],
  ])('%s may be %s', (tag, pattern) => {
    expect(found(tag, pattern)).toEqual([]);
  });
});

describe('--objective', () => {
  test('takes lists', () => {
    expect(parseObjectiveFlag('http_reqs{status:[4xx, "5xx"],name:/x} count < 3').measure).toMatchObject({
      where: { status: ['4xx', '5xx'], name: '/x' },
    });
  });

  test.each(['http_reqs{status:5..} count < 3', 'http_reqs{staus:5xx} count < 3', 'http_reqs{status:500.0} count < 3'])(
    'refuses %s',
    (text) => {
      expect(() => parseObjectiveFlag(text)).toThrow(/selects nothing|no sample carries/);
    },
  );
});

describe('a pattern that looks into the query of a URL, which names are kept without', () => {
  test.each([
    ['http://h/list?page=*', 'write "http://h/list?*"'],
    ['/list?*page=2*', 'write "/list?*"'],
    ['*/list?page=*', 'write "*/list?*"'],
    ['!/list?page=*', 'write "!/list?*"'],
  ])('%s', (pattern, next) => {
    expect(found('name', pattern)).toEqual([['error', expect.stringContaining(next)]]);
    expect(found('url', ['/a', pattern])).toHaveLength(1);
    expect(found('page', pattern)).toEqual([]);
  });

  test.each(['http://h/list?page=1', '/list?*', '/list?…', '/list*', '*', 'is it fine? *', '!/list?page=1'])(
    'but %s may be asked for',
    (pattern) => {
      expect(found('name', pattern)).toEqual([]);
    },
  );
});
