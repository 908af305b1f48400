import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ParsedTarFileItem, parseTar } from 'nanotar';
import * as z from 'zod';
import { messageOf, UserError } from '../../errors.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import { formatBytes } from '../../units/format.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** Bytes of an archive: it is read as a whole, and nothing in it is compressed. */
const LARGEST = 200_000_000;

/** What k6 writes beside the files (`k6 archive`): the options of that moment, with the flags that were given then. */
const Metadata = z.object({
  type: z.literal('js'),
  options: z.record(z.string(), z.unknown()).default({}),
  filename: z.string().regex(/^file:\/\/\//),
  env: z.record(z.string(), z.string()).nullish(),
});

/** A script that was unpacked for as long as this process lasts. */
export interface ArchivedScript {
  readonly scenario: ScenarioFile;
  /** The variables that were handed over when the archive was made. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Unpacks an archive of `k6 archive` into a temporary folder: its files, and a script that is the archived one with the
 * archive's options, as k6 takes them. Names are read as lying in that folder, whatever is before them. UserError (2) for
 * what is none.
 */
export async function scriptFromArchive(file: string): Promise<ArchivedScript> {
  const entries = entriesOf(file);
  const { options, filename, env } = metadataIn(file, entries);
  const main = `file/${decodeURI(new URL(filename).pathname).replace(/^\//, '')}`;
  const script = dataIn(file, entries);
  const { path: folder } = await temporaryFolder('archive');
  for (const { name, type, data } of entries) {
    // The archived script is a link to `data`.
    const content = name === main ? script : data;
    if (!name.startsWith('file/') || type === 'directory' || content === undefined) continue;
    write(folder, name, content);
  }
  const entry = join(dirname(main), '.archive.js');
  write(folder, entry, withOptions(`./${basename(main)}`, options, Buffer.from(script).toString('utf8')));
  return {
    scenario: { name: basename(file, '.tar'), file: join(folder, entry), origin: 'path' },
    env: env ?? {},
  };
}

function entriesOf(file: string): ParsedTarFileItem[] {
  const { size } = statSync(file);
  if (size > LARGEST)
    throw noArchive(file, `it has ${formatBytes(size, 2)}, and ${formatBytes(LARGEST, 2)} is the most`);
  let entries: ParsedTarFileItem[];
  try {
    entries = parseTar(readFileSync(file));
  } catch (error) {
    throw noArchive(file, messageOf(error));
  }
  const other = entries.find(({ type }) => !['file', 'directory', 'hardLink'].includes(type ?? ''));
  if (other) throw noArchive(file, `"${other.name}" is neither file nor folder`);
  const remote = entries.find(({ name, type }) => type === 'file' && /^https?\//.test(name));
  if (remote) throw noArchive(file, `it holds a module that was loaded by URL: ${remote.name}`);
  return entries;
}

function metadataIn(file: string, entries: readonly ParsedTarFileItem[]): z.infer<typeof Metadata> {
  const text = entries.find(({ name }) => name === 'metadata.json')?.text;
  if (text === undefined) throw noArchive(file, 'it has no metadata.json');
  try {
    return Metadata.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw noArchive(file, `metadata.json: ${why.slice(0, 300)}`);
  }
}

function dataIn(file: string, entries: readonly ParsedTarFileItem[]): Uint8Array {
  const data = entries.find(({ name }) => name === 'data')?.data;
  if (data === undefined) throw noArchive(file, 'the script in it is missing');
  return data;
}

function write(folder: string, name: string, content: Uint8Array | string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The archived script, exported anew beside the options of the archive. */
function withOptions(script: string, options: Readonly<Record<string, unknown>>, source: string): string {
  const from = JSON.stringify(script);
  const stated = JSON.stringify(options, (_, value) => (value === null ? undefined : value));
  if (!/^\s*export\b/m.test(source) && /\bexports\b/.test(source))
    return `module.exports = { ...require(${from}), options: ${stated} };\n`;
  const main = /\bdefault\b/.test(source) ? `export { default } from ${from};\n` : '';
  return `export * from ${from};\n${main}export const options = ${stated};\n`;
}

function noArchive(file: string, why: string): UserError {
  return new UserError({
    what: 'this is no archive that can be run',
    where: { file },
    why,
    next: 'make one with: k6 archive -O script.tar script.js; or give the script itself',
  });
}
