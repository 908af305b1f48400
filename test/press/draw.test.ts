import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../src/press/draw.ts';
import { LIGHT } from '../../src/report/charts/palette.ts';
import { runModel } from '../../src/report/stories/stories.ts';
import { CASES } from '../report/fixtures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LOOK = { palette: LIGHT, width: 640, size: 12, timeLabels: true, bandNames: true };

const drawn = (name: string) => {
  const { result, series } = CASES[name]!();
  return runModel(result, series).charts.map((chart) => ({
    chart,
    svg: drawSvg(chart, LOOK, 200, `${root}/src/press/fonts`),
  }));
};

describe('charts as SVG', () => {
  test.each(Object.keys(CASES))('%s: every chart is drawn, its text as paths', (name) => {
    for (const { chart, svg } of drawn(name)) {
      expect(svg).toMatch(/^<\?xml|^<svg/);
      expect(svg).not.toMatch(/NaN|undefined|Infinity|<text|<script|href=/);
      // Every label is a path or more; an axis without a font would leave lines only.
      expect({ id: chart.id, drawn: svg.split('<path').length > 8 }).toEqual({ id: chart.id, drawn: true });
    }
  });

  test('the same chart twice gives the same picture', () => {
    const [first, second] = [drawn('critical'), drawn('critical')];
    expect(second.map(({ svg }) => svg)).toEqual(first.map(({ svg }) => svg));
  });

  test('labels need no font of the machine', (context) => {
    const hidden = 'mount -t tmpfs none /usr/share/fonts && exec "$@"';
    const draw = `import { GlobalFonts, createCanvas } from '@napi-rs/canvas';
      const before = GlobalFonts.families.length;
      for (const file of ['SourceSans3_400Regular.ttf', 'SourceSans3_600SemiBold.ttf']) GlobalFonts.registerFromPath('${root}/src/press/fonts/' + file, 'Source Sans 3');
      const pen = createCanvas(100, 20).getContext('2d');
      pen.font = '12px "Source Sans 3"';
      console.log(before, pen.measureText('200 ms').width > 20);`;
    const run = spawnSync(
      'unshare',
      ['-m', 'bash', '-c', hidden, 'bash', process.execPath, '--input-type=module', '-e', draw],
      { cwd: root, encoding: 'utf8' },
    );
    if (run.status !== 0) {
      process.stderr.write(
        `SKIPPED: no mount namespace here, charts without fonts were not tried (${run.stderr.trim().split('\n')[0]})\n`,
      );
      context.skip();
    }
    expect(run.stdout).toBe('0 true\n');
  });
});
