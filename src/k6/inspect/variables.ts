import { linesOfUser } from '../../target/hosts-in-script.ts';
import { PASSED_ON } from '../local/environment.ts';

/** A variable that a script reads, that is set where loadkit was started, and that was not handed over. */
export interface Unhanded {
  readonly name: string;
  /** Whether it says where requests go. */
  readonly decidesHost: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Another name of the whole: `const env = __ENV`. */
const ALIAS = /([A-Za-z_$][\w$]*)\s*=\s*__ENV\s*(?=[;,)\n]|$)/gm;
const COMPUTED = /__ENV\[\s*(?!["'`])/g;
/** What a function is called: `function env(`, `env = (`, `env = name =>`, `env(name) {`. */
const FUNCTION =
  /function\s+([\w$]+)\s*\(|([\w$]+)\s*=\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>)|(?!(?:if|for|while|switch|catch)\b)(?<![\w$])([\w$]+)\([\w$,\s]*\)\s*\{/g;
/** So far before it a function begins that reads a variable by its argument. */
const WITHIN = 400;

const ADDRESS = /^(https?|wss?|grpcs?):\/\//i;
const HOST = /^(localhost|\[[0-9a-f:.]+\]|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(?=:\d))(:\d{1,5})?(\/\S*)?$/i;
const HOST_NAME =
  /(^|_)(base|origin|target|api|addr|address|domain|server|endpoint)(_|$)|(url|uri|host|endpoint|domain|server|addr|address)s?$/i;
/** What build servers set about themselves. */
const OF_BUILDS = /^(CI|GITHUB|GITLAB|BUILD|JENKINS|GIT|RUN|JOB|SYSTEM|CIRCLE|BITBUCKET|DRONE)_/;

/** The variables that the user's own modules of a bundle read from `__ENV` by a name written out. Pure. */
export function variablesRead(code: string): string[] {
  const text = [...linesOfUser(code)].join('\n');
  const names = new Set<string>();
  const wholes = ['__ENV', ...[...text.matchAll(ALIAS)].map(([, alias = '']) => alias)].map(escaped).join('|');
  const read = String.raw`(?<![\w$.])(?:${wholes})(?:\??\.([A-Za-z_]\w*)|(?:\?\.)?\[\s*["'\`](\w+)["'\`]\s*\])`;
  for (const [, dotted, quoted] of text.matchAll(new RegExp(read, 'g'))) names.add(dotted ?? quoted ?? '');
  const takenApart = String.raw`\{([^{}]*)\}\s*=\s*(?:${wholes})(?![\w$])`;
  for (const [, inner = ''] of text.matchAll(new RegExp(takenApart, 'g')))
    for (const part of inner.split(',')) names.add(/^\s*["']?(\w*)/.exec(part)?.[1] ?? '');
  for (const reader of readersIn(text)) {
    const called = new RegExp(String.raw`(?<![\w$])${escaped(reader)}\(\s*["'\`]([A-Za-z_]\w*)["'\`]`, 'g');
    for (const [, name = ''] of text.matchAll(called)) names.add(name);
  }
  return [...names].filter(Boolean);
}

/** The functions that read a variable by their argument: `function env(name) { return __ENV[name]; }`. */
function readersIn(text: string): Set<string> {
  const readers = [...text.matchAll(COMPUTED)].flatMap(({ index }) => {
    const before = text.slice(Math.max(0, index - WITHIN), index);
    const [, ...names] = [...before.matchAll(FUNCTION)].at(-1) ?? [];
    return names.filter((name) => name !== undefined);
  });
  return new Set(readers);
}

/**
 * Which variables k6 would have read from the shell, while loadkit hands over only what it is told to: a script that
 * misses one does something else. `missed`: those that it asked for while it was probed. Pure.
 */
export function unhandedIn(
  code: string,
  handed: Variables,
  shell: Variables,
  missed: readonly string[] = [],
): Unhanded[] {
  return [...new Set([...variablesRead(code), ...missed])].flatMap((name) => {
    const value = shell[name];
    if (!value || name in handed || PASSED_ON.includes(name) || /^LOADKIT_|^K6_/.test(name)) return [];
    return [{ name, decidesHost: decidesHost(name, value, [...linesOfUser(code)].join('\n')) }];
  });
}

function decidesHost(name: string, value: string, text: string): boolean {
  const read = String.raw`[\w$]+(?:\??\.${name}\b|\[\s*["'\`]${name}["'\`]\s*\]|\(\s*["'\`]${name}["'\`])`;
  const holders = [...text.matchAll(new RegExp(String.raw`([\w$]+)\s*=\s*[^;\n]*?${read}`, 'g'))];
  const said = [read, ...holders.map(([, holder = '']) => String.raw`${escaped(holder)}(?![\w$])`)].join('|');
  const inPlaceOfAddress = String.raw`${read}[^;\n]{0,60}?["'\`](?:https?|wss?):\/\/`;
  const withinHost = String.raw`:\/\/[^\s/"'\`]*(?:\$\{\s*|["'\`]\s*\+\s*)(?:${said})`;
  // A path behind the host, whatever it is.
  const ways = /^[/?#]/.test(value) ? [inPlaceOfAddress] : [inPlaceOfAddress, withinHost];
  if (ways.some((way) => new RegExp(way, 'i').test(text)) || choosesAddress(said, text)) return true;
  return !OF_BUILDS.test(name) && (ADDRESS.test(value) || (HOST.test(value) && HOST_NAME.test(name)));
}

/** Whether it is the key in a list of addresses: `hosts[__ENV.STAGE]`. */
function choosesAddress(said: string, text: string): boolean {
  const lists = [...text.matchAll(new RegExp(String.raw`([\w$]+)\[\s*(?:${said})`, 'g'))];
  return lists.some(([, list = '']) => new RegExp(String.raw`${escaped(list)}\s*=\s*\{[^;]*:\/\/`).test(text));
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}

/** `-e RATE -e DURATION`. */
export function handing(unhanded: readonly Unhanded[]): string {
  return unhanded.map(({ name }) => `-e ${name}`).join(' ');
}
