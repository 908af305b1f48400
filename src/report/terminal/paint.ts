import pc from 'picocolors';
import type { Zone } from '../../objectives/zone.ts';
import type { Verdict } from '../../result/vocabulary.ts';

const colours = pc.createColors(true);

/** A line in the colour of its zone. */
export function paint(line: string, zone: Zone | Verdict, colour: boolean): string {
  if (!colour) return line;
  if (zone === 'met') return colours.green(line);
  return zone === 'critical' ? colours.red(line) : colours.yellow(line);
}
