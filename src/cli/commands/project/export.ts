import { exported } from '../../../pipeline/export/export.ts';
import type { Terminal } from '../../terminal.ts';

export interface ExportFlags {
  readonly config?: string;
  readonly metric?: string[];
  readonly label?: string[];
}

/** `loadkit export alerts|dashboard`: the text on stdout; what is assumed and what is left out on stderr. */
export async function exportTo(what: 'alerts' | 'dashboard', flags: ExportFlags, terminal: Terminal): Promise<number> {
  const { text, left, assumed } = await exported({
    what,
    cwd: process.cwd(),
    environment: process.env,
    configFile: flags.config,
    metrics: flags.metric ?? [],
    labels: flags.label ?? [],
  });
  for (const line of assumed) terminal.err(`note: ${terminal.safe(line)}\n`);
  for (const { name, reason } of left) terminal.err(`not exported: ${terminal.safe(`${name}: ${reason}`)}\n`);
  terminal.out(text);
  return 0;
}
