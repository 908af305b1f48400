import * as z from 'zod';
import { type Finding, fault, type Path, quote } from './finding.ts';
import { didYouMean, nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The value by its schema, or every problem in it as findings. Never throws. */
export function checkSchema<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { data: T; findings: [] } | { data: undefined; findings: Finding[] } {
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data, findings: [] };
  return { data: undefined, findings: result.error.issues.flatMap((issue) => explain(issue, value, schema)) };
}

function explain(issue: Issue, root: unknown, schema: z.ZodType): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, schema));
    case 'invalid_type':
      return [wrongType(issue, path, valueAt(root, path))];
    case 'invalid_value':
      return [wrongWord(issue, path, valueAt(root, path))];
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        ...fault(path, `${quote(path.at(-1))} as a key: ${inner.message}`),
        atKey: true,
      }));
    case 'too_small':
    case 'too_big':
      return [fault(path, outOfRange(issue, valueAt(root, path)))];
    case 'invalid_union':
      return ofUnion(issue, root, schema);
    case 'custom':
      return [fault(path, issue.message, { next: text(issue.params?.['next']), why: text(issue.params?.['why']) })];
    default:
      return [fault(path, issue.message)];
  }
}

/** What is wrong with a value that may have several forms: by the one whose kind it has, where there is one. */
function ofUnion(issue: Issue & { code: 'invalid_union' }, root: unknown, schema: z.ZodType): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (valueAt(root, path) === undefined) return [missing(path)];
  const ofItsKind = issue.errors.filter((issues) =>
    issues.every((inner) => inner.path.length > 0 || !OTHER_KIND.has(inner.code)),
  );
  const [only, ...others] = ofItsKind;
  if (!only || others.length > 0) return [fault(path, issue.message)];
  return only.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, root, schema));
}

const OTHER_KIND: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union']);

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function unknownKey(key: string, path: Path, schema: z.ZodType): Finding {
  const next = didYouMean(key, keysAt(writtenBy(schema), path));
  return { ...fault([...path, key], `unknown field ${quote(key)}`, { next }), atKey: true };
}

const written = new WeakMap<z.ZodType, JsonSchema>();

/** The JSON Schema of what people write for a schema, made once. */
function writtenBy(schema: z.ZodType): JsonSchema {
  const known = written.get(schema) ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  written.set(schema, known);
  return known;
}

/** The fields that may stand at a path, by the JSON Schema of what people write. */
function keysAt(schema: JsonSchema, path: Path): string[] {
  let at: JsonSchema | undefined = schema;
  for (const part of path) {
    const step: unknown =
      typeof part === 'number'
        ? plain(at, 'items').items
        : (plain(at).properties?.[part] ?? plain(at).additionalProperties);
    at = typeof step === 'object' && step !== null ? (step as JsonSchema) : undefined;
  }
  return Object.keys(plain(at).properties ?? {});
}

/** Of a schema with several forms the one that has fields (or entries), else the first that is not null. */
function plain(schema: JsonSchema | undefined, holds: 'properties' | 'items' = 'properties'): JsonSchema {
  const choices = (schema?.anyOf ?? []) as JsonSchema[];
  return choices.find((choice) => choice[holds]) ?? choices.find((choice) => choice.type !== 'null') ?? schema ?? {};
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields',
  record: 'fields',
};

function wrongType(issue: Issue & { code: 'invalid_type' }, path: Path, value: unknown): Finding {
  if (value === undefined && path.length > 0) return missing(path);
  if (!issue.message.startsWith('Invalid input')) return fault(path, issue.message);
  const found =
    value === null || value === undefined ? 'nothing' : typeof value === 'object' ? kindOf(value) : quote(value);
  return fault(path, `expected ${KINDS[issue.expected] ?? issue.expected}, found ${found}`);
}

function missing(path: Path): Finding {
  return fault(path, `the field ${quote(path.at(-1))} is missing`);
}

function kindOf(value: object): string {
  return Array.isArray(value) ? 'a list' : 'fields';
}

function wrongWord(issue: Issue & { code: 'invalid_value' }, path: Path, value: unknown): Finding {
  const words = issue.values.map(String);
  const meant = typeof value === 'string' ? nearest(value, words) : undefined;
  return fault(path, `${quote(value)} is none of ${words.join(', ')}`, { next: meant && `did you mean \`${meant}\`?` });
}

function outOfRange(issue: Issue & { code: 'too_small' | 'too_big' }, value: unknown): string {
  if (!/^Too (small|big)/.test(issue.message)) return issue.message;
  const [bound, words] =
    issue.code === 'too_small' ? [issue.minimum, ['at least', 'above']] : [issue.maximum, ['at most', 'below']];
  const range = `${issue.inclusive === false ? words[1] : words[0]} ${String(bound)}`;
  return typeof value === 'number' ? `must be ${range}, found ${value}` : `must have ${range} entries or letters`;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Record<string | number, unknown>)[part];
  }, root);
}
