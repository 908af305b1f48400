import fc from 'fast-check';
import { expect, it } from 'vitest';
import { statementShape } from '../../../src/monitor/postgres/statement-text.ts';

it.each([
  ['SELECT *\n  FROM t1 WHERE id = $1 AND n > 10', 'SELECT * FROM t1 WHERE id = ? AND n > ?'],
  ["create user x password 'secret''s'", 'create user x password ?'],
  ["select E'it\\'s secret', 'a\\', b", 'select …, b'],
  ['do $body$ begin perform secret(); end $body$;', 'do ?'],
  ['select $$secret$$, $1', 'select …'],
  ['select "col 1", "a""1" from "Orders2024"', 'select "col 1", "a""1" from "Orders2024"'],
  ['select 1 -- secret\n from t /* secret */ ;', 'select ? from t'],
  ["select 'secret that is cut of", 'select ?'],
  ['where a in ($1, $2,$3) and b = $4', 'where a in (…) and b = ?'],
  ['insert into t values ($1,$2),($3,$4), ($5,$6)', 'insert into t values (…), …'],
  ['select 1.5e3 + .5, t1.c2, 0x1F', 'select ? + ?, t1.c2, ?'],
  ['select \u001b[31m from t', 'select \\x1b[31m from t'],
])('%j becomes %j', (text, shape) => {
  expect(statementShape(text)).toBe(shape);
});

it('no text in quotes survives, and a shape is its own shape', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z'\\\n$-]{0,20}$/), (value) => {
      const shape = statementShape(`select a from t where b = '${value.replaceAll("'", "''")}' and c = 1`);
      expect(shape).toBe('select a from t where b = ? and c = ?');
      expect(statementShape(shape)).toBe(shape);
    }),
  );
});
