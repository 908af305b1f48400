import { expect, test } from 'vitest';
import { jsonSchemas } from '../../src/config/json-schema.ts';

const schemas = Object.entries(jsonSchemas());

test('there is one for each file that people write', () => {
  expect(Object.keys(jsonSchemas())).toEqual(['loadkit.config', 'gate-file', 'tier']);
});

test.each(schemas)('%s is what editors were given so far', async (name, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../golden/${name}.schema.json`);
});

test('only what must be written is required, and typing errors are refused', () => {
  const [service, , tier] = schemas.map(
    ([, schema]) => schema as { required?: string[]; additionalProperties: unknown },
  );
  expect(service?.required ?? []).toEqual([]);
  expect(tier?.required).toEqual(['name', 'sessions', 'rate']);
  expect([service?.additionalProperties, tier?.additionalProperties]).toEqual([false, false]);
});

test('durations carry help and examples although they become numbers', () => {
  const hold = JSON.parse(JSON.stringify(jsonSchemas()['tier'])).properties.scenarios.additionalProperties.properties
    .hold;
  expect(hold).toMatchObject({
    type: 'string',
    description: 'How long each step, or the spike, holds its load.',
    examples: ['30s', '10m', '4h'],
  });
});
