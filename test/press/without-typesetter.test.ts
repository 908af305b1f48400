import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { reportOf } from '../../src/report/stories/stories.ts';
import { CASES } from '../report/fixtures.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../src/press/${path}`, import.meta.url));
const FOLDERS = { fonts: folder('fonts'), templates: folder('typst') };

describe('without a typesetter', () => {
  afterEach(() => {
    vi.doUnmock('@myriaddreamin/typst-ts-node-compiler');
    vi.resetModules();
  });

  test('it says what to install, and that the HTML report is complete', async () => {
    vi.resetModules();
    vi.doMock('@myriaddreamin/typst-ts-node-compiler', () => {
      throw new Error('Cannot find package');
    });
    const { typeset: bare } = await import('../../src/press/pdf.ts');
    const { result, series } = CASES['script']!();
    const failed = bare(reportOf(result, series), FOLDERS);
    await expect(failed).rejects.toMatchObject({ name: 'RunError', exitCode: 9 });
    await expect(failed).rejects.toThrow(/npm install @myriaddreamin\/typst-ts-node-compiler@0\.7\.0.*report\.html/s);
  });

  test('the version it names is the one in package.json', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest.optionalDependencies['@myriaddreamin/typst-ts-node-compiler']).toBe('0.7.0');
  });
});
