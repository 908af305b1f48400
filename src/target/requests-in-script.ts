import { ownLines } from './hosts-in-script.ts';

/** The modules whose functions send requests to the URL that they are given first; in a bundle they stay imports. */
const CLIENT =
  /\b(?:import\s+(?:\*\s+as\s+)?([\w$]+)[^;]*?from\s*|([\w$]+)\s*=\s*(?:__toESM\()?require\()["']k6\/(?:http|ws)["']/g;
const METHODS = 'get|post|put|patch|del|head|options|connect|url';
const ARGUMENT = String.raw`(["'\`])((?:https?|wss?):\/\/(?:[^\s"'\`/?#@$]*@)?(?:[^\s"'\`/?#$:[\]]+|\[[0-9a-f:.]+\])(?::\d+)?(?=[/?#]|\1(?!\s*\+))[^\s"'\`$]*)`;

/**
 * The URLs that stand in a call as what is requested: `http.get('https://…')`, `http.request('GET', 'https://…')`,
 * `ws.connect(…)`, `new WebSocket(…)`. Only of these it is certain, before anything is sent, that they get load; any other URL in
 * a script may be a name, and is left to the addresses that k6 blocks. Of the user's own modules only. Pure.
 */
export function requestsInScript(code: string): URL[] {
  const clients = [...code.matchAll(CLIENT)].map(([, imported, required]) => imported ?? required ?? '');
  const names = [...new Set(clients)].map((name) => name.replaceAll('$', '\\$'));
  const calls = [
    String.raw`\bnew WebSocket\w*\(\s*`,
    ...names.flatMap((name) => [
      String.raw`(?<![\w$.])${name}(?:\.default)?\.(?:${METHODS})\(\s*`,
      String.raw`(?<![\w$.])${name}(?:\.default)?\.(?:request|asyncRequest)\(\s*["'\`]\w+["'\`],\s*`,
    ]),
  ];
  const pattern = new RegExp(`(?:${calls.join('|')})${ARGUMENT}`, 'gi');
  const found = new Map<string, URL>();
  for (const line of ownLines(code)) {
    for (const { 2: text = '' } of line.matchAll(pattern)) {
      if (URL.canParse(text)) found.set(new URL(text).host, new URL(text));
    }
  }
  return [...found.values()];
}
