import { html } from '../escape.ts';
import type { PageParts } from '../press.ts';
import { STYLE } from './style.ts';

/** What a page is made of: its title, its markup, and what its script is given (null: it has none). */
interface Page {
  readonly title: string;
  readonly body: string;
  readonly data: unknown;
  /** Style of its own, beyond what every page has. */
  readonly style?: string;
}

/** A self-contained page: nothing is loaded; what its script reads stands in it as JSON. */
export function htmlPage({ title, body, data, style = '' }: Page, { script, sha256, fontFaces }: PageParts): string {
  const scripts = data === null ? "'none'" : `'sha256-${sha256}'`;
  const policy = `default-src 'none'; script-src ${scripts}; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
  const tail =
    data === null
      ? ''
      : `<script type="application/json" id="charts">${json(data)}</script>\n<script>${script}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${html(title)}</title>
<style>${fontFaces}${STYLE}${style}</style>
</head>
<body>
<div class="page">
${body}
</div>
${tail}</body>
</html>
`;
}

/** JSON inside a script element: nothing in it may end the element or begin a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A question, what was found, and the evidence; nothing without evidence. */
export function section(question: string, finding: string, content: string): string {
  return content
    ? `<section>\n<p class="q">${html(question)}</p>\n<div class="c"><h2>${html(finding)}</h2>\n${content}</div>\n</section>`
    : '';
}
