import { accessSync, constants, type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { aliasesOf, canonicalName } from '../../config/profile/name.ts';
import { unreadable } from '../../config/read.ts';
import { UserError } from '../../errors.ts';
import { nearest } from '../../input/nearest.ts';

export interface ScenarioFile {
  /** The name that reports, tiers and run ids use. */
  readonly name: string;
  readonly file: string;
  readonly origin: 'path' | 'project' | 'shipped';
}

const EXTENSIONS = ['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx'];

/**
 * Finds a scenario: a path, else `./scenarios/<name>`, else a shipped one, by either of its names. UserError (2) with
 * the nearest name.
 */
export function findScenario(wanted: string, root: string, cwd: string, shipped: string): ScenarioFile {
  const path = resolve(cwd, wanted);
  refuseElsewhere(wanted);
  if (EXTENSIONS.includes(extname(wanted)) && isThere(path)) {
    return { name: basename(path, extname(path)), file: path, origin: 'path' };
  }
  const known = listScenarios(root, shipped);
  const found =
    known.find(({ name }) => name === wanted) ??
    known.find(({ name }) => canonicalName(name) === canonicalName(wanted));
  if (found && isThere(found.file)) return found;
  const other = anyScript(path);
  if (other) return other;
  const isPath = EXTENSIONS.includes(extname(wanted)) || wanted.includes('/');
  const guess = nearest(
    wanted,
    known.flatMap(({ name }) => [name, ...aliasesOf(name)]),
  );
  throw new UserError({
    what: isPath ? `no such script: ${path}` : `no scenario "${wanted}"`,
    why: isPath ? undefined : `looked in ${join(root, 'scenarios')} and among the shipped ones`,
    next: guess ? `did you mean ${guess}?` : 'loadkit list shows what there is',
  });
}

/** Where k6 takes a script from, and loadkit does not. */
function refuseElsewhere(wanted: string): void {
  if (wanted === '-') {
    throw new UserError({
      what: 'a script on standard input is read once, and this asks for a name',
      next: 'save it into a file, and give its name',
    });
  }
  if (/^https?:\/\//i.test(wanted)) {
    throw new UserError({
      what: `${wanted}: a script is not fetched over the network`,
      why: 'a run must not change with the network',
      next: 'save it into a file, and give its name',
    });
  }
}

/** What lies beside scripts, and is none. */
const NO_SCRIPT = /\.(ya?ml|json|md|har|jmx|csv|txt|html?|log|gz|tgz|zip|tar)$/i;

/** A file of any other ending is a script, as it is to k6. UserError (2) for what is there and is none. */
function anyScript(path: string): ScenarioFile | undefined {
  if (!isThere(path)) return undefined;
  if (statSync(path).isDirectory())
    throw new UserError({ what: `${path} is a folder, not a script`, next: 'name one of the scripts in it' });
  if (NO_SCRIPT.test(path)) {
    throw new UserError({
      what: `${path} is no script`,
      next: `give a k6 script in JavaScript or TypeScript (${EXTENSIONS.join(' ')})`,
    });
  }
  return { name: basename(path, extname(path)), file: path, origin: 'path' };
}

/** The scenarios of a project, its own before the shipped ones of other names; a project's endurance is its soak. */
export function listScenarios(root: string, shipped: string): ScenarioFile[] {
  const own = scenariosIn(join(root, 'scenarios'), join(root, 'scenarios') === shipped ? 'shipped' : 'project');
  const names = new Set(own.map(({ name }) => canonicalName(name)));
  return [...own, ...scenariosIn(shipped, 'shipped').filter((scenario) => !names.has(scenario.name))];
}

/**
 * Whether something is there that can be read. UserError (2) where it is a link that leads nowhere, or may not be read.
 */
function isThere(path: string): boolean {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_NAMES.has(String(error.code))) return false;
    throw unreadable(path, path, error);
  }
}

/** Nothing can have a name that is as long, or that holds a NUL. */
const NO_NAMES: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

function scenariosIn(folder: string, origin: ScenarioFile['origin']): ScenarioFile[] {
  if (!isThere(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        !isFolder(folder, entry) &&
        EXTENSIONS.includes(extname(entry.name)) &&
        !entry.name.endsWith('.d.ts') &&
        !entry.name.startsWith('.'),
    )
    .map((entry) => ({ name: basename(entry.name, extname(entry.name)), file: join(folder, entry.name), origin }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A link that leads nowhere is listed, so that whoever asks for it is told, and not given a scenario of the same name
 * from elsewhere.
 */
function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return !entry.isFile();
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isFile() === false;
}
