import { describe, expect, test } from 'vitest';
import { DARK, LIGHT, type Palette } from '../../../src/report/charts/palette.ts';

const channel = (hex: string, at: number) => {
  const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const linear = (hex: string) => [channel(hex, 1), channel(hex, 3), channel(hex, 5)] as const;
const luminance = ([r, g, b]: readonly number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;

/** WCAG 2.2's contrast ratio. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Deuteranopia by Machado, Oliveira and Fernandes (2009), severity 1. */
const DEUTAN = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];

function lab(hex: string, matrix?: readonly (readonly number[])[]): readonly [number, number, number] {
  const rgb = linear(hex);
  const seen = matrix ? matrix.map((row) => row.reduce((sum, w, i) => sum + w * rgb[i]!, 0)) : [...rgb];
  const [r, g, b] = seen as [number, number, number];
  const f = (t: number) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [x, y, z] = [
    f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505),
    f(0.2126 * r + 0.7152 * g + 0.0722 * b),
    f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089),
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE76: coarser than CIEDE2000, and enough to tell whether two colours are the same to an eye. */
function distance(a: string, b: string, matrix?: readonly (readonly number[])[]): number {
  const [p, q] = [lab(a, matrix), lab(b, matrix)];
  return Math.hypot(...p.map((value, i) => value - q[i]!));
}

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('%s', (_, palette: Palette) => {
  test('text is readable: at least 4.5 to 1 on its ground, 3 to 1 for symbols', () => {
    for (const text of ['ink', 'mute', 'metInk', 'degradedInk', 'criticalInk', 'noneInk', 'link'] as const)
      expect({ text, ratio: contrast(palette[text], palette.ground) >= 4.5 }).toEqual({ text, ratio: true });
    for (const [text, ground] of [
      ['metInk', 'metTint'],
      ['degradedInk', 'degradedTint'],
      ['criticalInk', 'criticalTint'],
    ] as const)
      expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
    for (const mark of ['met', 'degraded', 'critical', 'none', 's1', 's2'] as const)
      expect(contrast(palette[mark], palette.ground)).toBeGreaterThanOrEqual(3);
    for (const area of ['metArea', 'criticalArea'] as const)
      expect(contrast(palette[area], '#ffffff')).toBeGreaterThanOrEqual(4.5);
  });

  test('zones are apart for normal eyes and under deuteranopia', () => {
    for (const [a, b] of [
      ['met', 'degraded'],
      ['met', 'critical'],
      ['degraded', 'critical'],
    ] as const) {
      expect(distance(palette[a], palette[b])).toBeGreaterThan(20);
      expect(distance(palette[a], palette[b], DEUTAN)).toBeGreaterThan(20);
    }
  });
});
