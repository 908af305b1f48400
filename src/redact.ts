/** Takes out of a text what may be secret: known values, and what URLs carry beside their address. */
export interface Redactor {
  (text: string): string;
  /**
   * The same with the queries left: for the words by which users name what they ask for, such as the URL of a
   * threshold.
   */
  readonly words: (text: string) => string;
  /** Those values that are too short to be replaced without eating ordinary data. */
  readonly tooShort: readonly string[];
  /** The length of the longest form of a secret: of a text that was cut, so much of its end may hold a part of one. */
  readonly longest: number;
}

/** A shorter secret would be found in half of all numbers and words. */
export const SHORTEST = 6;
/** Shorter than any secret, so that every replacement shortens the text. */
const MASK = '***';

/**
 * Makes a function that replaces secrets, also where they stand URL-encoded, escaped in JSON, or inside base64 (as in
 * an Authorization header), by `***`, and takes users and queries out of URLs. The longest go first. Pure.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const tooShort = secrets.filter((secret) => secret.length < SHORTEST);
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf));
  const longestFirst = [...forms]
    .filter((form) => form.length >= SHORTEST)
    .sort((left, right) => right.length - left.length);
  const pattern = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const all = pattern ? new RegExp(pattern, 'g') : undefined;
  const secretsOf = (text: string): string => {
    if (!all) return text;
    // Again until nothing changes: what is left and right of a mask may form a secret that was not there before.
    for (let before = text; ; before = text) {
      text = before.replace(all, MASK);
      if (text === before) return text;
    }
  };
  const words = (text: string) => secretsOf(secretsOf(text).replace(USERS, '$1'));
  const redact = (text: string) => secretsOf(withoutQueries(secretsOf(text)));
  return Object.assign(redact, { words, tooShort, longest: longestFirst[0]?.length ?? 0 });
}

/** A copy of a JSON value with the secrets taken out of its texts and names; numbers stay what they are. Pure. */
export function redactTexts<T>(value: T, redact: (text: string) => string, redactName = redact): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redact, redactName)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [redactName(key), redactTexts(field, redact, redactName)]),
  ) as T;
}

const SCHEME = String.raw`[a-z][a-z\d+.-]{0,20}:\/\/`;
const USERS = new RegExp(String.raw`\b(${SCHEME})[^\s/?#]*@`, 'gi');
/** A URL between quotes, the way to its query, and the query, in which there may be blanks. */
const QUOTED = new RegExp(String.raw`(\\?["'\`])(${SCHEME}[^\s?#"'\`<>]*)\?.*?(?=(?<!\\)\1)`, 'gi');
/** A query up to a blank or a quote, and behind blanks where it goes on: `?q=two words&page=2`. */
const QUERY = String.raw`\?[^\s"\`<>]*(?:(?: [^\s"\`<>&]{0,100}){1,8}&[^\s"\`<>&=]{1,100}=[^\s"\`<>]*)*`;
/** A URL, its user and password, its way, and its query. */
const URLS = new RegExp(String.raw`\b(${SCHEME})(?:[^\s/?#]*@)?([^\s"\`<>?]*)(${QUERY})?`, 'gi');
/** The query of a path: `/search?q=…`. */
const QUERIES = /\?[^\s"'`?=]*=[^\s"'`]*/g;
/** A text that is a URL or a path, up to its query. */
const WHOLE = new RegExp(String.raw`^(?:${SCHEME}|/)[^\s?]*\?(?=.)`, 'is');
/** How far before a query its path is looked for. */
const LONGEST_PATH = 4_000;
/** What may stand behind a URL and is no part of it. */
const BEHIND = ')]}>\'".,;:\\';

/**
 * A text whose URLs say where they lead and nothing else: `https://host/path?…` without user, password, query, and a
 * fragment that holds values. Pure.
 */
export function withoutQueries(text: string): string {
  if (!text.includes('://') && !text.includes('?')) return text;
  return text
    .replace(QUOTED, '$1$2?…')
    .replace(URLS, (_, scheme: string, way: string, query = '') => `${scheme}${cut(way, '#')}${cut(query, '?')}`)
    .replace(QUERIES, (query, at: number, whole: string) => (isPath(whole, at) ? `?…${behind(query)}` : query));
}

/** The same of a text that may be a URL or a path as a whole, so that all behind its `?` is its query. */
export function withoutQuery(text: string): string {
  const [way] = WHOLE.exec(text) ?? [];
  return withoutQueries(way === undefined ? text : `${way}…`);
}

/**
 * What stands behind a sign, up to what is no part of a URL. A fragment is a place in a page, unless it holds values.
 */
function cut(text: string, sign: '?' | '#'): string {
  const end = behind(text);
  const at = sign === '?' ? text.indexOf('?') : text.search(/#(?=[^#]*=)/);
  if (at < 0 || at >= text.length - end.length - 1) return text;
  return `${text.slice(0, at + 1)}…${end}`;
}

function behind(text: string): string {
  let from = text.length;
  while (from > 0 && BEHIND.includes(text[from - 1]!)) from -= 1;
  return text.slice(from);
}

/** Whether what stands before a place, up to a blank or a quote, has a slash in it. */
function isPath(text: string, at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - LONGEST_PATH); i--) {
    if (text[i] === '/') return true;
    if (/[\s"'`]/.test(text[i]!)) return false;
  }
  return false;
}

function formsOf(secret: string): string[] {
  const forms = [secret, ...jsonForms(secret), ...base64Forms(secret)];
  try {
    const encoded = encodeURIComponent(secret);
    forms.push(
      encoded,
      encoded.replaceAll('%20', '+'),
      encoded.replace(/%../g, (digits) => digits.toLowerCase()),
    );
  } catch {
    // A lone surrogate has no URL-encoded form.
  }
  return forms;
}

/** Inside JSON, as JavaScript and as Go write it; and where a script logs JSON and k6 puts that into its own. */
function jsonForms(secret: string): string[] {
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1);
  const asGo = (text: string) =>
    escaped(text).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const once = [escaped(secret), asGo(secret)];
  return [...once, ...once.flatMap((text) => [escaped(text), asGo(text)])];
}

/**
 * What base64 text is sure to hold when its source holds the secret, for each of the three places where a group of
 * three bytes may begin; in both alphabets. The digits that also depend on neighbouring bytes are left out.
 */
function base64Forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return [0, 1, 2].flatMap((offset) => {
    const text = btoa('\0'.repeat(offset) + binary).replace(/=+$/, '');
    const start = Math.ceil((offset * 8) / 6);
    const sure = Math.floor(((offset + bytes.length) * 8) / 6);
    const core = text.slice(start, sure);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
