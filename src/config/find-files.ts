import { basename, dirname, join, resolve } from 'node:path';
import { exists, filesIn } from './read.ts';

const CONFIG_FILE = 'loadkit.config.yaml';

/** Where a project lies. */
export interface ProjectPlace {
  /** The folder of the configuration file; without one, where loadkit was started. */
  readonly root: string;
  /** Null: there is none. */
  readonly serviceFile: string | null;
}

/** The project of a folder; `configFile` instead of looking for one there and above, up to `home`. */
export async function findProject(
  cwd: string,
  configFile: string | undefined,
  home: string | undefined,
): Promise<ProjectPlace> {
  const here = resolve(cwd);
  const serviceFile = configFile === undefined ? await findConfig(here, home) : resolve(here, configFile);
  return { root: serviceFile === null ? here : dirname(serviceFile), serviceFile };
}

/** Looks in a folder and above it, up to the repository's root, the home folder, or the root of the file system. */
async function findConfig(from: string, home: string | undefined): Promise<string | null> {
  const file = join(from, CONFIG_FILE);
  if (await exists(file)) return file;
  const parent = dirname(from);
  if (parent === from || from === home || (await exists(join(from, '.git')))) return null;
  return findConfig(parent, home);
}

/** The project's tiers; the shipped ones only where it has none, since they are sizes of no deployment of its. */
export async function tierFiles(root: string, shipped: string): Promise<string[]> {
  const own = await filesIn(join(root, 'tiers'), ['.yaml']);
  return own.length > 0 ? own : filesIn(resolve(shipped), ['.yaml']);
}

/** The names of the project's scenarios. */
export async function scenarioNames(root: string): Promise<string[]> {
  const files = await filesIn(join(root, 'scenarios'), ['.ts', '.js']);
  return files.map((file) => basename(file).replace(/\.[jt]s$/, ''));
}

/** Files that look like configuration and are not read, because they end in .yml. */
export async function misnamedFiles(root: string): Promise<string[]> {
  const [ofRoot, tiers] = await Promise.all([
    filesIn(root, ['loadkit.config.yml']),
    filesIn(join(root, 'tiers'), ['.yml']),
  ]);
  return [...ofRoot, ...tiers];
}
