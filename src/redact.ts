/** Replaces secrets in a text. */
export interface Redactor {
  (text: string): string;
  /** Those values that are too short to be replaced without eating ordinary data. */
  readonly tooShort: readonly string[];
}

/** A shorter secret would be found in half of all numbers and words. */
const SHORTEST = 6;
/** Shorter than any secret, so that every replacement shortens the text. */
const MASK = '***';

/**
 * Makes a function that replaces secrets, also where they stand URL-encoded, escaped in JSON, or inside base64 (as in an
 * Authorization header), by `***`. The longest go first. Pure.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const tooShort = secrets.filter((secret) => secret.length < SHORTEST);
  const forms = new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf));
  const longestFirst = [...forms]
    .filter((form) => form.length >= SHORTEST)
    .sort((left, right) => right.length - left.length);
  const pattern = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const all = pattern ? new RegExp(pattern, 'g') : undefined;
  const redact = (text: string): string => {
    if (!all) return text;
    // Again until nothing changes: what is left and right of a mask may form a secret that was not there before.
    for (let before = text; ; before = text) {
      text = before.replace(all, MASK);
      if (text === before) return text;
    }
  };
  return Object.assign(redact, { tooShort });
}

/** A copy of a JSON value with the secrets taken out of its texts and names; numbers stay what they are. Pure. */
export function redactTexts<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactTexts(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [redact(key), redactTexts(field, redact)]),
  ) as T;
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
 * What base64 text is sure to hold when its source holds the secret, for each of the three places where a group of three
 * bytes may begin; in both alphabets. The digits that also depend on neighbouring bytes are left out.
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
