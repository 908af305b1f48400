/**
 * The colours of every report. Zone colours mean zones and nothing else; measured lines are blue, violet and grey; what
 * was not judged is an outline or a hatch, never a fill. Contrasts and distances under colour blindness are held by a
 * test.
 */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly mute: string;
  readonly faint: string;
  readonly rule: string;
  readonly softRule: string;
  readonly hatch: string;
  readonly link: string;
  /** Zones: to fill, to write with, to tint a ground, and for large areas. */
  readonly met: string;
  readonly metInk: string;
  readonly metTint: string;
  readonly metArea: string;
  readonly degraded: string;
  readonly degradedInk: string;
  readonly degradedTint: string;
  readonly critical: string;
  readonly criticalInk: string;
  readonly criticalTint: string;
  readonly criticalArea: string;
  readonly none: string;
  readonly noneInk: string;
  /** Inside a filled symbol. */
  readonly onZone: string;
  /** Measured series; the third is context. */
  readonly s1: string;
  readonly s1Fill: string;
  readonly s2: string;
  readonly s3: string;
  readonly plan: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  panel: '#f6f7f8',
  ink: '#1a1e23',
  mute: '#56606b',
  faint: '#8b95a0',
  rule: '#dde1e5',
  softRule: '#eef0f2',
  hatch: '#9aa4ae',
  link: '#1f5fae',
  met: '#0e8074',
  metInk: '#0b665c',
  metTint: '#e6f3f1',
  metArea: '#0e8074',
  degraded: '#c47a00',
  degradedInk: '#7d4e00',
  degradedTint: '#fbf0dc',
  critical: '#a8123c',
  criticalInk: '#8f0f33',
  criticalTint: '#fae6eb',
  criticalArea: '#a8123c',
  none: '#6b7580',
  noneInk: '#4d5762',
  onZone: '#ffffff',
  s1: '#2a5a9c',
  s1Fill: '#2a5a9c24',
  s2: '#7b5ea7',
  s3: '#8d97a1',
  plan: '#1a1e23',
};

export const DARK: Palette = {
  ground: '#15181c',
  panel: '#1c2025',
  ink: '#e8eaed',
  mute: '#a4adb7',
  faint: '#7b8590',
  rule: '#30363d',
  softRule: '#252a30',
  hatch: '#5d6670',
  link: '#8fbdf2',
  met: '#3fb8a8',
  metInk: '#7fd6c9',
  metTint: '#16302d',
  metArea: '#1d7f74',
  degraded: '#f0b03c',
  degradedInk: '#f5c76b',
  degradedTint: '#35290f',
  critical: '#ee5878',
  criticalInk: '#ff9db0',
  criticalTint: '#3a1a22',
  criticalArea: '#a62c4b',
  none: '#98a2ad',
  noneInk: '#b3bcc5',
  onZone: '#15181c',
  s1: '#7fb0ec',
  s1Fill: '#7fb0ec2e',
  s2: '#b79ae0',
  s3: '#8d97a1',
  plan: '#e8eaed',
};

/** A palette as custom properties: `--met-ink:#0b665c;…`. */
export function cssTokens(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value}`)
    .join(';');
}
