import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Loader, OnLoadResult, OnResolveResult, Plugin } from 'esbuild';
import type { Rewritten } from './duplicates.ts';

/** What k6 reads is JavaScript, whatever its name, unless that says TypeScript. */
const LOADERS: Record<string, Loader> = {
  '.js': 'js',
  '.es6': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
};

/** The loaders for a script and its modules. */
export function loadersFor(script: string): Record<string, Loader> {
  const ending = path.extname(script);
  return { ...(ending === '' ? {} : { [ending]: 'js' }), ...LOADERS };
}

/** Which files are modules of a script, as a filter of esbuild. */
function modulesOf(script: string): RegExp {
  return new RegExp(`\\.([cm]?[jt]sx?|es6)$|^${script.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
}

/** Legal only at the very start of a file. */
const SHEBANG = /^#!/;

/** How the shipped scenarios import their journey; `--journey` puts another file in its place. */
const SHIPPED_JOURNEY = /^\.\/journeys\/main\.ts$/;

/** Resolves what a scenario may import: k6's own modules stay imports, `loadkit/k6` is ours, the network is refused. */
export function scenarioModules(
  source: string,
  libraryFile: string,
  journey?: string,
  extensions: readonly string[] = [],
): Plugin {
  return {
    name: 'scenario-modules',
    setup(build) {
      // Resolved here, esbuild tells CommonJS by the text, as k6 does, and not by `type` in a package.json.
      build.onResolve({ filter: /^([/\\]|[A-Za-z]:)/ }, ({ path: file }) =>
        file === source ? { path: file } : undefined,
      );
      build.onResolve({ filter: SHIPPED_JOURNEY }, ({ importer }) =>
        journey !== undefined && importer === source ? { path: journey } : undefined,
      );
      build.onResolve({ filter: /^loadkit\/k6$/ }, () => ({ path: libraryFile }));
      build.onResolve({ filter: /^k6($|\/)/ }, ({ path: name }) => builtIn(name, extensions));
      build.onResolve({ filter: /^(https?:)?\/\// }, ({ path: url }) => refuseRemote(url));
      build.onResolve({ filter: /^node:/ }, ({ path: name }) => {
        const { what, next } = noNodeModule(name);
        return { errors: [{ text: what, detail: next }] };
      });
    },
  };
}

/** Says that an import is one of Node.js, which nothing in k6 takes the place of. */
export function noNodeModule(name: string): { readonly what: string; readonly next: string } {
  return {
    what: `k6 has no Node.js modules: "${name}" cannot be imported`,
    next: 'use a k6 module or a package for browsers, or do it outside the scenario',
  };
}

function builtIn(name: string, extensions: readonly string[]): OnResolveResult {
  if (!name.startsWith('k6/x/') || extensions.includes(name)) return { path: name, external: true };
  return {
    errors: [
      {
        text: `the engine has no extension "${name}"`,
        detail: 'name an engine that was built with it: --engine PATH; loadkit fetches no other k6 over the network',
      },
    ],
  };
}

/** That a module is not loaded by its URL. */
export function refusedRemote(url: string): string {
  return `remote import "${url}" refused`;
}

/** Why, and what to do instead. */
export const NO_REMOTE =
  'a run must not change with the network: save the module beside the scenario, or install it from npm';

function refuseRemote(url: string): OnResolveResult {
  return {
    errors: [
      {
        text: refusedRemote(url),
        detail: NO_REMOTE,
      },
    ],
  };
}

/**
 * Keeps relative paths relative to the module that opens them, which k6 takes from the file that is being evaluated and
 * a bundle has only one of. Every module says its folder while it is evaluated, since `require()` may do so in the
 * midst of another; `open` (see `OPEN_IN_FOLDERS`) and `import.meta.resolve` prefix it.
 */
export function folderAware(source: string, libraryDir: string, rewritten: Rewritten): Plugin {
  const sourceDir = path.dirname(source);
  return {
    name: 'folder-aware',
    setup(build) {
      build.onLoad(
        { filter: modulesOf(source), namespace: 'file' },
        async ({ path: file }): Promise<OnLoadResult | undefined> => {
          if (file.startsWith(libraryDir + path.sep)) return undefined;
          const text = (rewritten.get(file) ?? (await readFile(file, 'utf8'))).replace(SHEBANG, '//$&');
          const folder = path.relative(sourceDir, path.dirname(file)).split(path.sep).join('/');
          const prefix = JSON.stringify(folder ? `${folder}/` : '');
          const resolved = folder
            ? text.replaceAll('import.meta.resolve(', `import.meta.resolve("./" + ${prefix} + `)
            : text;
          const here = `var __loadkit_before = __loadkit_folder; __loadkit_folder = ${prefix};`;
          const contents = `${here}${resolved}\n;__loadkit_folder = __loadkit_before;`;
          return { contents, loader: LOADERS[path.extname(file)] ?? 'js' };
        },
      );
    },
  };
}

/** Refuses modules that are no files: to open a pipe waits for somebody who writes, without an end. */
export function refusingPipes(): Plugin {
  return {
    name: 'refusing-pipes',
    setup(build) {
      build.onLoad({ filter: /./, namespace: 'file' }, async ({ path: file }) => {
        const found = await stat(file).catch(() => undefined);
        if (!found || found.isFile() || found.isDirectory()) return undefined;
        return { errors: [{ text: `${file} is no file that can be read` }] };
      });
    },
  };
}

/** Has the sources that were rewritten read as they are now. */
export function rewriting(source: string, rewritten: Rewritten): Plugin {
  return {
    name: 'rewriting',
    setup(build) {
      build.onLoad({ filter: modulesOf(source), namespace: 'file' }, ({ path: file }) => {
        const contents = rewritten.get(file);
        return contents === undefined ? undefined : { contents, loader: LOADERS[path.extname(file)] ?? 'js' };
      });
    },
  };
}

/** Goes on top of a folder-aware bundle. `file://` and absolute paths stay as they are, as in k6's own open(). */
export const OPEN_IN_FOLDERS =
  'var __loadkit_folder = ""; ' +
  'var __loadkit_open = (path, ...mode) => open(/^(file:\\/\\/|\\/|[A-Za-z]:[\\\\/])/.test(path) ? path : __loadkit_folder + path, ...mode);';

/**
 * Whether code refers to the global `open`, `import.meta.resolve` or a k6 module that reads files beside the script.
 */
export function readsFiles(code: string): boolean {
  return opensFiles(code) || /\bk6\/(experimental\/fs|net\/grpc)\b/.test(code);
}

/** Whether code reads files relative to the module that it stands in. A word in a string at worst costs a rename. */
export function opensFiles(code: string): boolean {
  return /(?<![.\w$'"`/-])open\b(?!['"`:\w-])|\bglobal(This)?\.open\b|import\.meta\.resolve/.test(code);
}
