import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { typeset } from '../../src/press/pdf.ts';
import { inWords } from '../../src/report/blocks.ts';
import { planReport } from '../../src/report/stories/plan/model.ts';
import { reportOfPlan } from '../../src/report/stories/plan/story.ts';
import { PLANS } from '../fixtures/plans.ts';
import { hasPoppler, poppler, wordsOf } from './poppler.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../src/press/${path}`, import.meta.url));
const FOLDERS = { fonts: folder('fonts'), templates: folder('typst') };
const MILLIMETRE = 72 / 25.4;
const [LEFT, RIGHT] = [22 * MILLIMETRE, 190 * MILLIMETRE];

const squeezed = (text: string) => text.replace(/[\s\u00a0\u200b\u00ad]/g, '');

describe.each(Object.keys(PLANS))('the PDF of a plan: %s', (name) => {
  const made = PLANS[name]!();
  const report = planReport(made);
  const pdf = typeset(reportOfPlan(made), FOLDERS);

  test('is a PDF/UA-1 document', async () => {
    expect(Buffer.from(await pdf).toString('latin1')).toMatch(/pdfuaid:part>1</);
  });

  test.skipIf(!hasPoppler)(
    'says what the plan says, within the type area, in letters that the fonts have',
    async () => {
      const text = squeezed(poppler('pdftotext', ['-raw'], await pdf));
      const says = [
        report.headline,
        ...report.tiers.rows.map((tier) => tier.says),
        ...report.advice.flatMap(({ text: advice, arithmetic }) => [advice, ...arithmetic]),
      ];
      for (const sentence of says) expect(text).toContain(squeezed(sentence).slice(0, 30));
      for (const row of [report.carried, report.resources].flatMap((table) => inWords(table, String).rows))
        for (const cell of row) expect(text).toContain(squeezed(cell));
      expect(text).not.toContain('\\u{');
      const words = wordsOf(await pdf);
      expect(words.filter(({ left, right }) => left < LEFT - 1 || right > RIGHT + 1)).toEqual([]);
    },
  );
});
