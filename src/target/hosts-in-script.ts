/** A host that a script names in a URL. */
export interface NamedHost {
  readonly host: string;
  /** The URL as it stands there, for messages. */
  readonly url: string;
}

/** A string that begins as a URL whose host and port hold no expression, and do not go on behind it. */
const URL_LITERAL =
  /["'`]((?:https?|wss?):\/\/(?:[^\s"'`/?#@$]*@)?([^\s"'`/?#$:[\]]+|\[[0-9a-f:.]+\])(?::\d+)?(?=[/?#]|["'`](?!\s*\+))[^\s"'`]*)/gi;
/** How much before a URL is looked at. */
const BEFORE = 120;
/** Where a URL is only a name: headers about where a request came from, XML namespaces, JSON schemas. */
const ONLY_A_NAME = /\b(referr?er|origin|xmlns(:\w+)?|\$schema|\$id|namespace)["']?\s*[:=,]\s*$/i;
const NAMESPACES = new Set(['www.w3.org', 'schemas.xmlsoap.org', 'json-schema.org', 'schema.org']);
/** A default behind a variable: `__ENV.BASE || 'https://…'`. */
const DEFAULT_OF = /__ENV(?:\.(\w+)|\[["'](\w+)["']\])\s*(?:\|\||\?\?)\s*$/;
/** The heading that the bundler gives each module, and those of which the URLs are the user's own. */
const HEADING = /^\/\/ (\S+|\S.*\.\w+)$/;
/** Packages, loadkit's own library, and data. */
const NOT_OURS = /(^|\/)(node_modules|loadkit)\/|\.(json|csv|txt|css)$/;

/**
 * The hosts that a bundle's own modules name in literal URLs. Some of them may only be names (scopes, issuers, links),
 * so that this is a hint where a script sends its requests, and no reason to refuse it. Packages are not looked at:
 * theirs are mostly links to documentation. Pure.
 */
export function hostsInScript(code: string, env: Readonly<Record<string, string | undefined>> = {}): NamedHost[] {
  const hosts = new Map<string, string>();
  for (const line of linesOfUser(code))
    for (const { host, url } of urlsOf(line, env)) if (!hosts.has(host)) hosts.set(host, url);
  return [...hosts].map(([host, url]) => ({ host, url }));
}

/** The lines of a bundle that come from the user's own modules. */
export function* linesOfUser(code: string): Generator<string> {
  let ours = true;
  for (const line of code.split('\n')) {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) ours = !NOT_OURS.test(heading);
    if (ours && !line.startsWith('//#')) yield line;
  }
}

function urlsOf(line: string, env: Readonly<Record<string, string | undefined>>): NamedHost[] {
  return [...line.matchAll(URL_LITERAL)].flatMap(({ index, 1: url = '', 2: written = '' }) => {
    const before = line.slice(Math.max(0, index - BEFORE), index);
    const [, dotted, quoted] = DEFAULT_OF.exec(before) ?? [];
    const host = written
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/\.$/, '');
    return ONLY_A_NAME.test(before) || env[dotted ?? quoted ?? ''] || NAMESPACES.has(host) ? [] : [{ host, url }];
  });
}
