import { cssTokens, DARK, LIGHT } from '../charts/palette.ts';
import type { PageParts } from '../printing.ts';
import { html, type Markup, raw } from './markup.ts';

/** The colours as custom properties, light and dark; all else of the style is `page/page.css`. */
const TOKENS = `:root{${cssTokens(LIGHT)}}@media not print{@media(prefers-color-scheme:dark){:root{${cssTokens(DARK)};color-scheme:dark}}}`;

/** What a page is made of: its title, its markup, and what its script is given (null: it has none). */
interface Page {
  readonly title: string;
  readonly body: Markup;
  readonly data: unknown;
}

/** A self-contained page: nothing is loaded; what its script reads stands in it as JSON. */
export function htmlPage({ title, body, data }: Page, { script, style, sha256, fontFaces }: PageParts): string {
  const scripts = data === null ? "'none'" : `'sha256-${sha256}'`;
  const policy = `default-src 'none'; script-src ${scripts}; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
  const tail =
    data === null
      ? ''
      : html`<script type="application/json" id="charts">${raw(json(data))}</script>\n<script>${raw(script)}</script>\n`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(`${fontFaces}${TOKENS}${style}`)}</style>
</head>
<body>
<div class="page">
${body}
</div>
${tail}</body>
</html>
`;
  return page.text;
}

/** JSON inside a script element: nothing in it may end the element or begin a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
