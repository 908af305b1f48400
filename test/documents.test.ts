import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.split('\n').filter((file) => existsSync(join(root, file)));

/** What people read: code, tests, scripts and documents. Recorded runs and goldens hold the words of others. */
const read = files.filter(
  (file) =>
    /\.(ts|mjs|go|md|ya?ml|json)$/.test(file) && !/^(reports|test\/(golden|fixtures))\/|package-lock/.test(file),
);
/** What loadkit writes, or a test: named wherever somebody reads it, and in the repository nowhere. */
const WRITTEN = /(^|[/-])(report|plan|summary)\.md$/;

/** The documents that a text names. */
const named = (text: string): string[] => text.match(/(?<![\w*${}])(?:[\w.-]+\/)*[\w-]+\.md\b/g) ?? [];

/** Whether a document is where a reader of a file looks: beside it, among the documents, or from the root on. */
const isThere = (file: string, document: string): boolean =>
  [dirname(file), 'docs', '.'].some((folder) => existsSync(join(root, folder, document))) ||
  existsSync(join(root, document.replace(/^node_modules\/loadkit\//, '')));

test('every document that is named is in the repository', () => {
  const lost = read.flatMap((file) =>
    named(readFileSync(join(root, file), 'utf8'))
      .filter((document) => !WRITTEN.test(document) && !isThere(file, document))
      .map((document) => `${file}: ${document}`),
  );
  expect(lost).toEqual([]);
});
