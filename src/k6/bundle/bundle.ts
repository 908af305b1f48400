import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { type BuildFailure, type BuildOptions, type BuildResult, build, type Message, type Plugin } from 'esbuild';
import { type Problem, UserError } from '../../errors.ts';
import { callsCsv } from './csv-calls.ts';
import type { DataFile } from './data-file.ts';
import { type Rewritten, renameEarlier } from './duplicates.ts';
import { embedData } from './embed.ts';
import { DATA_PLACEHOLDER, entryText, type LibraryFiles, PLACEHOLDER } from './entry.ts';
import {
  folderAware,
  loadersFor,
  noNodeModule,
  OPEN_IN_FOLDERS,
  opensFiles,
  readsFiles,
  refusingPipes,
  rewriting,
  scenarioModules,
} from './modules.ts';
import { shown } from './paths.ts';
import { inlineComment, tidyHeadings, tidySourceMap } from './source-map.ts';

/** A scenario and all that it imports, as one file that k6 runs. */
export interface Bundle {
  /** The code; its first line is `PLACEHOLDER`, which `finishBundle` replaces. */
  readonly code: string;
  /** SHA-256 of the code, the same on every machine. */
  readonly hash: string;
  /** Whether it reads files relative to its source, so that it has to run from that folder. */
  readonly usesFiles: boolean;
  readonly exports: readonly string[];
  readonly usesLibrary: boolean;
  /** The scenario and the modules it imports outside node_modules: absolute paths, the scenario first. */
  readonly sources: readonly string[];
  /** The data files whose rows the code carries. */
  readonly data: readonly DataFile[];
}

interface Graph {
  readonly exports: readonly string[];
  readonly format: 'esm' | 'cjs';
  readonly usesLibrary: boolean;
  readonly usesData: boolean;
  readonly sources: readonly string[];
}

/** What else decides a bundle, besides the scenario. */
export interface BundleOptions {
  /** Another journey for a shipped scenario. */
  readonly journey?: string | undefined;
  /** Whether a share of the requests carries traceparent headers. */
  readonly traces?: boolean | undefined;
  /** Whether every iteration is to carry its stage, a plain script's too. */
  readonly staged?: boolean | undefined;
  /** The extensions that the engine has (`k6/x/…`). */
  readonly extensions?: readonly string[] | undefined;
}

/**
 * Bundles a scenario. `library` is the file that `loadkit/k6` stands for. Throws UserError naming file, line and
 * column.
 */
export async function bundleScenario(file: string, library: string, options: BundleOptions = {}): Promise<Bundle> {
  const { journey, traces = false, staged = false, extensions } = options;
  const source = path.resolve(file);
  const found = statSync(source, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    const what = found ? 'the scenario is no file that can be read' : 'no such scenario file';
    throw new UserError({ what, where: { file: shown(source) } });
  }
  const files = libraryFiles(library);
  const modules = scenarioModules(source, files.k6, journey, extensions);
  const rewritten: Rewritten = new Map();
  const graph = await graphOf(source, files, modules, rewritten);
  const requestsFrom = findRequests(graph, source);
  const contents = entryText({
    ...{ file: source, ...graph, requestsFrom, traces, library: files },
    staged: staged || graph.usesLibrary,
  });
  const [sourceDir, libraryDir] = [path.dirname(source), path.dirname(files.k6)];
  const inFolders = graph.sources.some(
    (each) => path.dirname(each) !== sourceDir && opensFiles(readFileSync(each, 'utf8')),
  );
  const banner = [PLACEHOLDER, ...(graph.usesData ? [DATA_PLACEHOLDER] : []), ...(inFolders ? [OPEN_IN_FOLDERS] : [])];
  const result = await tryBuild(sourceDir, {
    ...settings(source, modules),
    stdin: { contents, resolveDir: sourceDir, sourcefile: 'loadkit-entry.js' },
    format: graph.format,
    outfile: path.join(sourceDir, 'scenario.js'),
    sourcemap: 'external',
    sourcesContent: false,
    banner: { js: banner.join('\n') },
    plugins: [modules, inFolders ? folderAware(source, libraryDir, rewritten) : rewriting(source, rewritten)],
    ...(inFolders ? { define: { ...DEFINE, open: '__loadkit_open' } } : {}),
  });
  const [js, map] = [tidyHeadings(textOf(result, '.js'), sourceDir, libraryDir), textOf(result, '.map')];
  const embedded = graph.usesData ? embedData(js, map, sourceDir) : { js, data: [] };
  const code = embedded.js + inlineComment(tidySourceMap(map, sourceDir, libraryDir));
  const hash = createHash('sha256').update(code).digest('hex');
  return {
    code,
    hash,
    usesFiles: readsFiles(js),
    exports: graph.exports,
    usesLibrary: graph.usesLibrary,
    sources: graph.sources,
    data: embedded.data,
  };
}

function textOf({ outputFiles }: BuildResult, ending: string): string {
  return outputFiles?.find(({ path: name }) => name.endsWith(ending))?.text ?? '';
}

function libraryFiles(library: string): LibraryFiles {
  const k6 = path.resolve(library);
  const part = (name: string) => path.join(path.dirname(k6), `${name}${path.extname(k6)}`);
  return {
    k6,
    options: part('entry/options'),
    stages: part('entry/stages'),
    ledger: part('entry/ledger'),
    metricTypes: part('entry/metric-types'),
    traces: part('tracing/traces'),
  };
}

/** Packages ask for this one; everything else of process.env stays out of the bundle. */
const DEFINE = { 'process.env.NODE_ENV': '"production"' };

function settings(source: string, modules: Plugin): BuildOptions {
  return {
    absWorkingDir: path.dirname(source),
    bundle: true,
    write: false,
    // k6 is no browser, but no Node.js either: what packages keep for browsers is their copy without it.
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    // As k6's own: its JavaScript is newer than any named level, and lowering it would only slow the script down.
    target: 'esnext',
    charset: 'utf8',
    loader: loadersFor(source),
    legalComments: 'none',
    logLevel: 'silent',
    define: DEFINE,
    plugins: [modules],
  };
}

async function graphOf(source: string, files: LibraryFiles, modules: Plugin, rewritten: Rewritten): Promise<Graph> {
  const sourceDir = path.dirname(source);
  const options = {
    ...settings(source, modules),
    plugins: [modules, refusingPipes(), rewriting(source, rewritten)],
    entryPoints: [source],
    format: 'esm' as const,
    metafile: true,
  };
  const result = await tryBuild(sourceDir, options, rewritten);
  const metafile = result.metafile!;
  // What a package's `browser` field leaves out is an input without a file.
  const inputs = Object.entries(metafile.inputs)
    .filter(([name]) => !name.startsWith('(disabled):'))
    .map(([name, input]) => ({ file: path.resolve(sourceDir, name), ...input }));
  const [output] = Object.values(metafile.outputs);
  // By name, because the file may be a link and inputs are named by what they are.
  const main = metafile.inputs[output?.entryPoint ?? ''];
  const own = inputs.map((input) => input.file).filter((each) => !isForeign(each, files));
  return {
    exports: output?.exports ?? [],
    format: main?.format === 'cjs' ? 'cjs' : 'esm',
    usesLibrary: inputs.some((input) => input.file === files.k6),
    usesData: (result.outputFiles ?? []).some(({ text }) => callsCsv(text)),
    sources: [source, ...own.filter((each) => each !== source)],
  };
}

function isForeign(file: string, files: LibraryFiles): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`) || file.startsWith(path.dirname(files.k6) + path.sep);
}

/**
 * Which module says how many requests an iteration makes: the scenario itself, or the only one it imports that does.
 */
function findRequests(graph: Graph, source: string): string | null {
  if (graph.exports.includes('requests')) return source;
  const found = graph.sources.slice(1).filter((file) => EXPORTS_REQUESTS.test(readFileSync(file, 'utf8')));
  if (found.length > 1) {
    throw new UserError({
      what: 'more than one imported module exports `requests`',
      where: { file: shown(source) },
      why: found.map(shown).join(' and '),
      next: 'export const requests = … from the scenario itself',
    });
  }
  return found[0] ?? null;
}

const EXPORTS_REQUESTS = /^\s*export\s+(?:const|let|var)\s+requests\b|^\s*export\s*\{[^}]*\brequests\b[^}]*\}/m;

/** Sources that declare a function twice are built again with the earlier one renamed. */
async function tryBuild(sourceDir: string, options: BuildOptions, rewritten?: Rewritten): Promise<BuildResult> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await build(options);
    } catch (error) {
      const { errors } = error as Partial<BuildFailure>;
      if (!errors?.length) throw error;
      if (rewritten && attempt < MOST_ATTEMPTS && renameEarlier(errors, sourceDir, rewritten)) continue;
      throw new UserError(errors.map((message) => problemOf(message, sourceDir)));
    }
  }
}

/** Each renames at most one function of a name. */
const MOST_ATTEMPTS = 30;

function problemOf({ text, location, detail, notes }: Message, sourceDir: string): Problem {
  const where = location && {
    file: shown(path.resolve(sourceDir, location.file)),
    line: location.line,
    column: location.column + 1,
  };
  const place = where ? { where } : {};
  const unresolved = /^Could not resolve "(.+)"$/.exec(text)?.[1];
  if (unresolved !== undefined && isBuiltin(unresolved)) return { ...noNodeModule(unresolved), ...place };
  const isPackage = unresolved !== undefined && /^(@[^/]+\/)?[^./]/.test(unresolved);
  if (isPackage) return { what: text, ...place, next: 'install it beside the script (npm install), or mend the name' };
  const next = typeof detail === 'string' ? detail : undefined;
  const why = notes[0]?.text;
  return { what: text, ...place, ...(why ? { why } : {}), ...(next ? { next } : {}) };
}
