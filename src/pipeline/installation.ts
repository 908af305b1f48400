import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../errors.ts';

/** Where this loadkit lives, and the parts it ships. */
export interface Installation {
  readonly root: string;
  readonly version: string;
  readonly scenarios: string;
  readonly tiers: string;
  readonly gates: string;
  /** The engine's Go module. */
  readonly engine: string;
  /** The library that scenarios import as `loadkit/k6`. */
  readonly scenarioLibrary: string;
  /** The built command, the thread in which a search decides, and the script of the HTML page. */
  readonly cli: string;
  readonly decider: string;
  readonly pageScript: string;
  readonly pageStyle: string;
  readonly fonts: string;
  /** Typst templates of the PDF. */
  readonly templates: string;
}

/** Finds the package this file belongs to, from the sources as from a bundle. */
export function installation(): Installation {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!isOurs(root)) {
    const parent = dirname(root);
    if (parent === root) throw new InternalError('loadkit cannot find its own package.json');
    root = parent;
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    root,
    version,
    scenarios: join(root, 'scenarios'),
    tiers: join(root, 'tiers'),
    gates: join(root, 'gates'),
    engine: join(root, 'engine'),
    scenarioLibrary: join(root, 'src/scenario/k6.ts'),
    cli: join(root, 'dist/cli.js'),
    decider: join(root, 'dist/decide.js'),
    pageScript: join(root, 'dist/page.js'),
    pageStyle: join(root, 'dist/page.css'),
    fonts: join(root, 'src/press/fonts'),
    templates: join(root, 'src/press/typst'),
  };
}

function isOurs(folder: string): boolean {
  const file = join(folder, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'loadkit';
}
