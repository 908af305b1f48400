import * as z from 'zod';
import { GateFile } from './gate/gate-file.ts';
import { ServiceConfig } from './service-config.ts';
import { Tier } from './tier.ts';

/** JSON Schemas of the files that people write, by name of the document: for completion and help in editors. */
export function jsonSchemas(): Record<string, object> {
  return {
    'loadkit.config': schemaOf(ServiceConfig, 'loadkit.config.yaml: the service under test and what it promises'),
    'gate-file': schemaOf(GateFile, 'gate.yaml, gates/*.yaml: which runs are made, and what fails them'),
    tier: schemaOf(Tier, 'tiers/*.yaml: a size of deployment and the load expected of it'),
  };
}

function schemaOf(schema: z.ZodType, title: string): object {
  return { ...z.toJSONSchema(schema, { io: 'input' }), title };
}
