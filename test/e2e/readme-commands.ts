import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command as the README of an example tells a reader to type it, and how it says that the command ends. */
export interface ReadmeCommand {
  /** What follows `loadkit`. */
  readonly args: readonly string[];
  readonly code: number;
}

/**
 * The commands of an example's README, in their order. Each ends with 0 unless its comment says `ends 5`. Throws where
 * there are none, or where a line is neither a command of loadkit's nor the `cd` into the folder.
 */
export function readmeCommands(folder: string): ReadmeCommand[] {
  const text = readFileSync(join(folder, 'README.md'), 'utf8');
  const lines = [...text.matchAll(/^```\n(.*?)^```$/gms)].flatMap(([, block]) => block!.split('\n')).filter(Boolean);
  const commands = lines.filter((line) => !line.startsWith('cd docs/examples/'));
  if (commands.length === 0) throw new Error(`${folder}: its README tells no command`);
  return commands.map((line) => {
    const [command, comment = ''] = line.split('#', 2) as [string, string?];
    const [program, ...args] = command.trim().split(/\s+/);
    if (program !== 'loadkit') throw new Error(`${folder}: its README tells something else: ${line}`);
    return { args, code: Number(/\bends (\d+)\b/.exec(comment)?.[1] ?? 0) };
  });
}
