import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/**
 * The order of dependency: a room imports only from rooms that stand before it. docs/architecture.md shows the same.
 */
const ROOMS = [
  'visible.ts',
  'redact.ts',
  'errors.ts',
  'units',
  'stats',
  'input',
  'metrics',
  'promql',
  'objectives',
  'config',
  'plan',
  'result',
  'validity',
  'slo',
  'capacity',
  'stability',
  'growth',
  'sizing',
  'compare',
  'exports',
  'judge',
  'gate',
  'report',
  'page',
  'host',
  'press',
  'scenario',
  'target',
  'k6',
  'store',
  'sandbox',
  'monitor',
  'measure',
  'pipeline',
  'index.ts',
  'cli',
];

/** Judges take values and give values; they are composed by `judge/` only. */
const JUDGES = ['validity', 'slo', 'capacity', 'stability'];

const PURE = [
  'visible.ts',
  'redact.ts',
  'errors.ts',
  'units',
  'stats',
  'input',
  'metrics',
  'promql',
  'objectives',
  'config',
  'plan',
  'result',
  'validity',
  'slo',
  'capacity',
  'stability',
  'growth',
  'sizing',
  'compare',
  'exports',
  'judge',
  'gate',
  'report',
];

/** The files of pure rooms that read the world, by name. */
const EDGES_IN_PURE_ROOMS = ['config/load.ts', 'config/read.ts', 'config/find-files.ts', 'config/growth/histories.ts'];

/**
 * Names that several files export, each of one concept. What a command does is called as the command (`run`). Either
 * way to search tells the same of itself (`points.ts`). The scenario library may import from nobody, so that a test holds
 * its `ProfileOverride` against the schema.
 */
const EXPORTED_TWICE: readonly string[] = ['ProfileOverride', 'gate', 'loadPoints', 'probesOf', 'run', 'steadyPoints'];

/** The rooms that make reports. */
const REPORTS = ['report', 'press', 'page'];
/** Where these have regular expressions, and what for: never over words that loadkit itself has written. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  'press/draw.ts': 'names that the canvas makes up',
  'press/paper-text.ts': 'where text of others may break, and what fonts lack',
  'report/charts/csv.ts': 'names that a spreadsheet would take for formulas',
  'report/charts/palette.ts': 'names of colours as CSS writes them',
  'report/escape.ts': 'text of others in each format; numbers tied to their units',
  'report/html/page.ts': 'JSON inside a script',
  'report/stories/capacity/sentences.ts': 'a name that somebody wrote, held against its limit',
  'report/stories/plan/expression.ts': 'the expressions of plan.json, which are mathjs',
  'report/terminal/layout.ts': 'words to be wrapped',
};

const LONGEST_FILE = 300;
const MEDIAN_FILE = 140;
/** More files than this beside one another are not read as a list any more: they are sorted into folders by subject. */
const MOST_FLAT = 15;
/** Folders of tests about more than one room: the whole command, its documents, its scripts. */
const ACROSS_ROOMS = ['accuracy', 'bench', 'e2e', 'examples', 'reliability', 'scripts'];
const DRAWERS = /^(utils?|helpers?|common|lib|manager|service|misc)(\.ts)?$/;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
}

const files = filesIn(src).map(read);

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesIn(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const imports = [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gms),
  ].map((match) => ({
    from: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));
  const name = relative(src, path);
  return { path: name, room: name.split('/')[0]!, text, imports };
}

/** The folder of a file, and those that it lies in: `.` last. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? ['.'] : [folder, ...foldersOf(folder)];
}

function roomOf(file: SourceFile, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined;
  return relative(src, resolve(dirname(join(src, file.path)), from)).split('/')[0];
}

/** A regular expression as a literal, which stands only where a value may, or made of a string. */
const EXPRESSION =
  /(?:[(,=:[!&|?{;]|=>|\breturn)\s*\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*|\bRegExp\(/;

/** Whether a source has a regular expression, comments aside. */
function hasRegularExpression(text: string): boolean {
  return EXPRESSION.test(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''));
}

/** The names that a file declares and exports. `options` is what scripts of k6 export: templates hold it. */
function exportedBy(text: string): Set<string> {
  const declared =
    /^export (?:async )?(?:abstract )?(?:function\*?|class|const|interface|type|enum) (?!options\b)(\w+)/gm;
  return new Set([...text.matchAll(declared)].map((match) => match[1]!));
}

/** The files of `src/` that a file imports, for values or types. */
function importedBy(file: SourceFile): string[] {
  return file.imports
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => relative(src, resolve(dirname(join(src, file.path)), from)));
}

/** The shortest way from a file over its imports back to it; undefined where there is none. */
function wayBack(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const came = new Map<string, string>();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of imports.get(file) ?? []) {
      if (came.has(next)) continue;
      came.set(next, file);
      queue.push(next);
    }
  }
  if (!came.has(start)) return undefined;
  const way = [start];
  do way.unshift(came.get(way[0]!)!);
  while (way[0] !== start);
  return way;
}

describe('architecture', () => {
  test('every file lives in a room', () => {
    expect([...new Set(files.map((file) => file.room))].sort()).toEqual([...ROOMS].sort());
  });

  test('a room imports only from rooms above it', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .map(({ from }) => roomOf(file, from))
        .filter((room) => room !== undefined && ROOMS.indexOf(room) > ROOMS.indexOf(file.room))
        .map((room) => `${file.path} imports ${room}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no files import one another in a circle, not even for types', () => {
    const imports = new Map(files.map((file) => [file.path, importedBy(file)]));
    const circles = files.flatMap(({ path }) => {
      const way = wayBack(path, imports);
      return way ? [way.join(' → ')] : [];
    });
    expect(circles).toEqual([]);
  });

  test('no judge imports another', () => {
    const wrong = files
      .filter((file) => JUDGES.includes(file.room))
      .flatMap((file) => file.imports.map(({ from }) => ({ file, room: roomOf(file, from) })))
      .filter(({ file, room }) => room !== undefined && room !== file.room && JUDGES.includes(room))
      .map(({ file, room }) => `${file.path} imports ${room}`);
    expect(wrong).toEqual([]);
  });

  test('pure rooms import no node:*, read no clock, no environment and no chance', () => {
    const wrong = files
      .filter((file) => PURE.includes(file.room) && !EDGES_IN_PURE_ROOMS.includes(file.path))
      .filter(
        (file) =>
          file.imports.some(({ from }) => from.startsWith('node:')) ||
          /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.(env|argv|cwd|std|hr|uptime)\b(?!`)|\bMath\.random\(/.test(
            file.text,
          ),
      )
      .map((file) => file.path);
    expect(wrong).toEqual([]);
  });

  test('one name, one thing: no two files export the same name', () => {
    const by = new Map<string, string[]>();
    for (const { path, text } of files) {
      for (const name of exportedBy(text)) by.set(name, [...(by.get(name) ?? []), path]);
    }
    const twice = [...by].filter(([, paths]) => paths.length > 1).map(([name]) => name);
    expect(twice.sort()).toEqual([...EXPORTED_TWICE].sort());
  });

  test('the scenario library imports only k6 and itself, and others take only its types', () => {
    const outside = files
      .filter((file) => file.room === 'scenario')
      .flatMap((file) => file.imports.map(({ from }) => ({ file, from })))
      .filter(({ file, from }) => !/^k6(\/|$)/.test(from) && roomOf(file, from) !== 'scenario')
      .map(({ file, from }) => `${file.path} imports ${from}`);
    const values = files
      .filter((file) => file.room !== 'scenario')
      .flatMap((file) =>
        file.imports
          .filter(({ from, typeOnly }) => roomOf(file, from) === 'scenario' && !typeOnly)
          .map(() => file.path),
      );
    expect(outside).toEqual([]);
    expect(values).toEqual([]);
  });

  test('dialects of reports know blocks and no story', () => {
    const dialects = files.filter(({ path }) =>
      /^(report\/(html|markdown|terminal|junit|charts)|press|page)(\/|\.ts)/.test(path),
    );
    expect(dialects.length).toBeGreaterThan(30);
    const wrong = dialects.flatMap((file) =>
      importedBy(file)
        .filter((path) => path.startsWith('report/stories/'))
        .map((path) => `${file.path} imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });

  test('reports ask in one place whether a run was a search, and never which engine or course it was', () => {
    const asking = (question: RegExp, among: readonly SourceFile[]) =>
      among.filter(({ text }) => question.test(text)).map(({ path }) => path);
    const reports = files.filter(({ room }) => REPORTS.includes(room));
    const others = reports.filter(({ path }) => !path.startsWith('report/stories/capacity/'));
    const ofSearch = /\.capacity\b|\bkind [!=]== 'search'|import \{[^}]*\bstandingOf\b[^}]*\} from '[^']*capacity/;
    expect(asking(ofSearch, others)).toEqual(['report/stories/stories.ts']);
    expect(asking(/instanceof \w*Course\b|engine\.kind [!=]==/, reports)).toEqual([]);
  });

  test('no report reads words back: regular expressions stand only where text of others, or a format, asks for them', () => {
    const found = files.filter(({ room, text }) => REPORTS.includes(room) && hasRegularExpression(text));
    expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(EXPRESSIONS).sort());
    const sources = ['const a = /x/;', 'f(\n  /[/]x/,\n)', "new RegExp('x')", 'const a = b / c / d;', '// (/x/)'];
    expect(sources.map(hasRegularExpression)).toEqual([true, true, true, false, false]);
  });

  test('only cli/main.ts ends the process', () => {
    const wrong = files.filter((file) => /process\.exit\(/.test(file.text)).map((file) => file.path);
    expect(wrong).toEqual(['cli/main.ts']);
  });

  test(`no file is over ${LONGEST_FILE} lines, the median under ${MEDIAN_FILE}`, () => {
    const lengths = files.map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > LONGEST_FILE)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(MEDIAN_FILE);
  });

  test(`a folder holds at most ${MOST_FLAT} files, and more than one, or folders`, () => {
    const held = new Map<string, number>();
    for (const { path } of files) held.set(dirname(path), (held.get(dirname(path)) ?? 0) + 1);
    const outer = new Set([...held.keys()].map((folder) => dirname(folder)));
    const wrong = [...held].filter(([folder, count]) => count > MOST_FLAT || (count === 1 && !outer.has(folder)));
    expect(wrong).toEqual([]);
  });

  test('tests mirror src/: each folder of tests is one of src/', () => {
    const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
    const tests = join(root, 'test');
    const wrong = filesIn(tests)
      .map((path) => relative(tests, path))
      .filter((path) => path.endsWith('.test.ts') && !ACROSS_ROOMS.includes(path.split('/')[0]!))
      .filter((path) => !folders.has(dirname(path)));
    expect(wrong).toEqual([]);
  });

  test('nobody asks which engine it is but who finds one: what an engine can do is asked (plan/abilities.ts)', () => {
    const wrong = files
      .filter(({ path }) => !path.startsWith('k6/engine/'))
      .filter(({ text }) => /engine\.kind [!=]==|\bkind [!=]== '(stock|loadkit)'/.test(text))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  test('no drawers', () => {
    const wrong = files
      .filter((file) => file.path.split('/').some((part) => DRAWERS.test(part)))
      .map((file) => file.path);
    expect(wrong).toEqual([]);
  });

  test("docs/architecture.md's picture shows the rooms in this order", () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z0-9]+\/|[a-z]+\.ts)` +\|/gm)].map((match) => match[1]!.replace('/', ''));
    expect(rows).toEqual(ROOMS);
  });
});
