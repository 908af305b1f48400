/** What decides the text of a generated entry. Paths are absolute. */
export interface EntryInput {
  readonly file: string;
  readonly exports: readonly string[];
  readonly format: 'esm' | 'cjs';
  /** Whether its iterations carry their stage: always where the scenario imports `loadkit/k6`. */
  readonly staged: boolean;
  /** The module that exports `requests`, if one does. */
  readonly requestsFrom: string | null;
  /** Whether requests are to carry traceparent headers. */
  readonly traces: boolean;
  /** Files of the scenario library. */
  readonly library: LibraryFiles;
}

export interface LibraryFiles {
  /** `loadkit/k6` itself. */
  readonly k6: string;
  readonly options: string;
  readonly stages: string;
  readonly ledger: string;
  readonly metricTypes: string;
  readonly traces: string;
}

/** Marks the line in k6's log by which a probed scenario tells about itself. */
export const PROBE_MARK = 'loadkit-probe ';

/** Marks the lines in k6's log by which the summary tells the types of metrics. */
export const TYPES_MARK = 'loadkit-types ';

/** The second line of a bundle that has data files, before they are put in. */
export const DATA_PLACEHOLDER = 'var __LOADKIT_DATA__ = [];';

/** Marks the lines in k6's log by which a probed scenario tells which variables it misses. */
export const MISSES_MARK = 'loadkit-misses ';

/**
 * The first line of a bundle before a run: the probe's. It tells every variable that is read and not there, however it
 * is read.
 */
export const PLACEHOLDER =
  'var __LOADKIT__ = null; globalThis.__ENV = ((all, told) => { const tell = (name) => { ' +
  "if (typeof name === 'string' && !(name in all) && !told.has(name)) " +
  `{ told.add(name); console.log(${JSON.stringify(MISSES_MARK)} + name); } }; ` +
  'return new Proxy(all, { get: (_, name) => (tell(name), all[name]), has: (_, name) => (tell(name), name in all), ' +
  'set: (_, name, value) => { all[name] = value; return true; } }); ' +
  '})(__ENV, new Set());';

/**
 * The module that k6 runs: the user's own, re-exported, with pinned hosts and system tags merged into its options.
 * Every function that k6 may run is handed to the engine's ledger, which counts iterations and tells what was blocked;
 * the default one of scenarios on `loadkit/k6` sets the tag `stage` as well. handleSummary, the script's own or none,
 * tells the types of metrics where that is asked for.
 */
export function entryText(input: EntryInput): string {
  return input.format === 'cjs' ? commonJs(input) : esm(input);
}

function esm({ file, exports, staged, requestsFrom, traces, library }: EntryInput): string {
  const user = JSON.stringify(file);
  const has = (name: string) => exports.includes(name);
  // First, so that they are evaluated before the script: what sends requests finds the traces, and no script hides the
  // ledger.
  const lines = traces ? [`import ${JSON.stringify(library.traces)};`] : [];
  lines.push(`import { accounted } from ${JSON.stringify(library.ledger)};`);
  lines.push(
    `export * from ${user};`,
    `import { completed, probeNote, settable } from ${JSON.stringify(library.options)};`,
  );
  if (has('default') && staged) lines.push(`import { staged } from ${JSON.stringify(library.stages)};`);
  for (const [index, name] of exports.filter(isAccounted).entries()) {
    const [own, counted] = [`own${index}`, `counted${index}`];
    const iteration = name === 'default' && staged ? `staged(${own})` : own;
    lines.push(
      `import { ${quoted(name)} as ${own} } from ${user};`,
      `const ${counted} = accounted(${iteration});`,
      `export { ${counted} as ${quoted(name)} };`,
    );
  }
  if (has('options')) lines.push(`import { options as own } from ${user};`);
  if (exports.some(isFunction)) {
    if (has('handleSummary')) lines.push(`import { handleSummary as ownSummary } from ${user};`);
    lines.push(
      `import { telling } from ${JSON.stringify(library.metricTypes)};`,
      `export const handleSummary = telling(${has('handleSummary') ? 'ownSummary' : 'undefined'}, ${SAY});`,
    );
  }
  if (requestsFrom) lines.push(`import { requests } from ${JSON.stringify(requestsFrom)};`);
  const own = has('options') ? 'own' : 'undefined';
  lines.push(`export const options = ${READ_ONCE} ? completed(${own}, __LOADKIT__) : settable(${own});`);
  lines.push(probe(requestsFrom ? 'requests' : 'undefined'));
  return lines.join('\n');
}

/** k6 reads the options where it has no user yet; to make them anew takes a fifth of what each of thousands of users takes. */
const READ_ONCE = '__VU === 0';

const SAY = `(text) => console.log(${JSON.stringify(TYPES_MARK)} + text)`;

/** Whether k6 may run an export and connect from there: any function. Of handleSummary loadkit makes its own. */
function isAccounted(name: string): boolean {
  return isFunction(name) && name !== 'handleSummary';
}

/** An export's name as it can be written in a list of them. */
function quoted(name: string): string {
  return /^[\w$]+$/.test(name) ? name : JSON.stringify(name);
}

/** A script without functions is k6's to refuse, which it does only if we add none. */
function isFunction(name: string): boolean {
  return name !== 'options' && name !== 'requests';
}

/** k6 reads a CommonJS script's exports from the object itself, so that one is kept and only given its options. */
function commonJs({ file, staged, traces, library }: EntryInput): string {
  const lines = [
    ...(traces ? [`require(${JSON.stringify(library.traces)});`] : []),
    `const { accountedExports } = require(${JSON.stringify(library.ledger)});`,
    `const user = require(${JSON.stringify(file)});`,
    `const { completed, probeNote, settable } = require(${JSON.stringify(library.options)});`,
    `user.options = ${READ_ONCE} ? completed(user.options, __LOADKIT__) : settable(user.options);`,
  ];
  if (staged) {
    lines.push(`const { staged } = require(${JSON.stringify(library.stages)});`);
    lines.push("if (typeof user.default === 'function') user.default = staged(user.default);");
  }
  lines.push(
    probe('user.requests, Object.keys(user)'),
    `const { telling } = require(${JSON.stringify(library.metricTypes)});`,
    `if (Object.keys(user).some((name) => name !== 'options')) user.handleSummary = telling(user.handleSummary, ${SAY});`,
    'module.exports = accountedExports(user);',
  );
  return lines.join('\n');
}

function probe(found: string): string {
  return (
    `if (__LOADKIT__ === null) console.log(${JSON.stringify(PROBE_MARK)} + ` +
    `JSON.stringify(probeNote(globalThis.__loadkit_profile, ${found})));`
  );
}
