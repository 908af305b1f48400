/**
 * What others wrote, so that it is read and nothing in it acts on who reads it: a terminal, the log of a build server.
 */

/**
 * Control and format characters (zero-width, bidirectional), separators of lines, fillers without a width, and code
 * points of no meaning.
 */
const ACTING = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufffe\uffff\u{e0000}-\u{e0fff}`;
const ANY_ACTING = new RegExp(`[${ACTING}]`, 'gu');
/** What loadkit itself says to a terminal: colours, and the lines of the live view that it draws anew. */
const OWN_OR_ACTING = new RegExp(String.raw`\u001b\[(?:[\d;]*m|\d+A|0J)|\n|[${ACTING}]`, 'gu');
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OWN = /^(?:\u001b\[.+|\n)$/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SHORT: Readonly<Record<string, string>> = { 9: '\\t', a: '\\n', d: '\\r' };

/** Text of others as one line in which nothing acts: `\n`, `\x1b`, `\u202e` are shown, lone surrogates replaced. */
export function visible(text: string): string {
  return text.replace(LONE_SURROGATE, '\ufffd').replace(ANY_ACTING, (char) => {
    const code = char.codePointAt(0)!.toString(16);
    if (code.length > 4) return `\\u{${code}}`;
    return SHORT[code] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`);
  });
}

/**
 * Lines as a terminal or a build's log can bear them. What of others was not shown yet is escaped so that JSON stays
 * the JSON it is.
 */
export function harmless(lines: string): string {
  const shown = lines.replace(OWN_OR_ACTING, (found) => (OWN.test(found) ? found : escaped(found)));
  return withoutCommands(shown);
}

/**
 * GitHub's runner takes a line that begins with `::` for a command, also behind blanks (ActionCommand.cs, TryParseV2),
 * and `##[` wherever it stands (TryParse); Azure's agent `##vso[` wherever it stands (Command.cs), TeamCity
 * `##teamcity[`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const LEADING = /^((?:[^\S\n]|\u001b\[[\d;]*m)*):(?=:)/gm;
const ANYWHERE = /##(?=\w*\[)/g;

/**
 * Lines in which no build server finds a command. What would begin one is escaped so that JSON stays the JSON it is.
 */
export function withoutCommands(lines: string): string {
  return lines.replace(LEADING, '$1\\u003a').replace(ANYWHERE, '#\\u0023');
}

/**
 * A command of ours for GitHub's runner: the one line that may begin with `::`. Whatever others wrote into it is escaped
 * as the runner's own toolkit does (actions/toolkit, core/src/command.ts), so that it ends neither line nor title.
 */
export function workflowCommand(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string) => visible(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = data(title).replace(/:/g, '%3A').replace(/,/g, '%2C');
  return `::${kind} title=${property}::${data(message)}`.replace(ANYWHERE, '#\\u0023');
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}
