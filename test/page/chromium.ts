import { execFileSync } from 'node:child_process';

/** The Chromium of this machine, or undefined: `CHROMIUM`, else one on PATH. */
export function chromiumPath(): string | undefined {
  for (const name of [process.env['CHROMIUM'], 'chromium', 'chromium-browser', 'google-chrome']) {
    if (!name) continue;
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
