import { linesOfUser } from './hosts-in-script.ts';

/** The modules whose functions send requests to the URL that they are given first; in a bundle they stay imports. */
const CLIENT =
  /\b(?:import\s+(?:\*\s+as\s+)?([\w$]+)[^;]*?from\s*|([\w$]+)\s*=\s*(?:__toESM\()?require\()["']k6\/(?:http|ws)["']/g;
const METHODS = 'get|post|put|patch|del|head|options|connect|url';
const ARGUMENT = String.raw`(["'\`])((?:https?|wss?):\/\/(?:[^\s"'\`/?#@$]*@)?(?:[^\s"'\`/?#$:[\]]+|\[[0-9a-f:.]+\])(?::\d+)?(?=[/?#]|\1(?!\s*\+))[^\s"'\`$]*)`;

/** What of a script's requests is written out. */
export interface Requests {
  /** The URLs that stand in a call as what is requested, one a host. */
  readonly urls: readonly URL[];
  /** Whether they are all that it can send: nothing else uses what sends requests. */
  readonly whole: boolean;
}

/**
 * The URLs that a script requests by calls such as `http.get('https://…')`, `http.request('GET', 'https://…')`,
 * `ws.connect(…)` and `new WebSocket(…)`. Any other URL in it may be a name; even of these some may stand in a branch
 * that never runs. Of the user's own modules only; whatever is not certain is left to the addresses that k6 blocks.
 * Pure.
 */
export function requestsInScript(code: string): Requests {
  const imports = [...code.matchAll(CLIENT)];
  const names = [...new Set(imports.map(([, imported, required]) => imported ?? required ?? ''))];
  const escaped = names.map((name) => name.replaceAll('$', '\\$'));
  const calls = [
    String.raw`\bnew WebSocket\w*\(\s*`,
    ...escaped.flatMap((name) => [
      String.raw`(?<![\w$.])${name}(?:\.default)?\.(?:${METHODS})\(\s*`,
      String.raw`(?<![\w$.])${name}(?:\.default)?\.(?:request|asyncRequest)\(\s*["'\`]\w+["'\`],\s*`,
    ]),
  ];
  const pattern = new RegExp(`(?:${calls.join('|')})${ARGUMENT}`, 'gi');
  const found = [...linesOfUser(code)].flatMap((line) => [...line.matchAll(pattern)].map(({ 2: text = '' }) => text));
  const urls = new Map(found.filter((text) => URL.canParse(text)).map((text) => [new URL(text).host, new URL(text)]));
  return { urls: [...urls.values()], whole: usesOf(code, escaped) === imports.length + found.length };
}

/** How often a script names what can send requests, its imports included. */
function usesOf(code: string, clients: readonly string[]): number {
  const named = clients.map((name) => String.raw`(?<![\w$./"'\`])${name}(?![\w$]|:\/\/)`);
  const others = String.raw`\bWebSocket\w*\(|["']k6\/(?:net\/|browser|x\/(?!loadkit)|experimental\/(?!fs|csv))|import\s*(?:[\w$]+\s*,\s*)?\{[^}]*\}\s*from\s*["']k6\/(?:http|ws)["']`;
  const text = code.replace(/^\/\/#.*$/gm, '');
  return [...text.matchAll(new RegExp([...named, others].join('|'), 'g'))].length;
}
