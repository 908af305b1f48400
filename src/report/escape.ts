/** Text of others (names of endpoints and checks, messages of errors) as each format can bear it. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Control, bidirectional and zero-width characters made visible (`\x1b`, `\u202e`), lone surrogates replaced. */
export function visible(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(CONTROL, (char) => {
    const code = char.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const MEASURE = /(\d) (?=(?:%|×|µs|ms|s|min|h|B|kB|MB|GB|TB|requests\/s|users?)(?![\p{L}\p{N}/]))/gu;

/** Numbers tied to their units by no-break spaces: no line may part them. */
export function tied(text: string): string {
  return text.replace(MEASURE, '$1\u00a0');
}

/** Text inside an element or a quoted attribute. */
export function html(text: string): string {
  return tied(visible(text).replace(/[&<>"']/g, (char) => HTML[char]!));
}

/** Text inside a Markdown table or paragraph: no markup, no mention, no link, no image, no HTML. */
export function markdown(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]()#|~!]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, (char) => `\\${char}`)
    .replace(/[&<>]/g, (char) => HTML[char]!)
    .replace(/@/g, '@\u2060')
    .replace(/\b(https?|ftp|www)(?=[:.])/gi, '$1\u2060');
}

/** At most `length` characters, the middle left out: both ends of a long name tell it apart. */
export function shortened(text: string, length: number): string {
  const points = [...text];
  if (points.length <= length) return text;
  const head = Math.ceil((length - 1) * 0.6);
  return `${points.slice(0, head).join('')}…${points.slice(points.length - (length - 1 - head)).join('')}`;
}
