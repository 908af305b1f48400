import { describe, expect, test } from 'vitest';
import { documentSchemas } from '../../src/report/json-schema.ts';

describe('the published schemas of the documents', () => {
  test.each(Object.entries(documentSchemas()))(
    '%s changes only on purpose (renew: npx vitest run test/report/json-schema -u)',
    async (name, schema) => {
      await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../golden/${name}.schema.json`);
    },
  );

  test('result.json keeps what others rely on', () => {
    const { required } = documentSchemas()['result'] as { required: string[] };
    for (const key of [
      'version',
      'run',
      'validity',
      'verdict',
      'objectives',
      'totals',
      'stages',
      'estimates',
      'caveats',
      'provenance',
    ]) {
      expect(required).toContain(key);
    }
  });
});
