import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/** A program that stands in for another one, and tells of its steps: the first argument of each of its starts. */
export interface Faked {
  readonly file: string;
  /** The process of a step that has begun; undefined before. */
  pidOf(step: string): number | undefined;
  /** Whether a step has begun, and is over. */
  isOver(step: string): boolean;
}

/** What never ends by itself, and ignores every signal that can be ignored; so does what it started. */
export const ENDLESS = "trap '' INT TERM HUP; sleep 600 & wait; wait";

/** Says that it is loadkit's own engine. */
export const VERSION = `echo '{"version":"v2.2.0","extensions":[{"outputs":["loadkit"]}]}'`;

/** Writes a shell script that does at each step what it is told, and nothing at others. */
export function faked(folder: string, name: string, steps: Readonly<Record<string, string>>): Faked {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  const noteOf = (step: string) => join(folder, `${name}.${step}`);
  const cases = Object.entries(steps).map(([step, script]) => `${step}) ${script} ;;`);
  writeFileSync(file, `#!/bin/sh\necho $$ > '${folder}/${name}'.$1\ncase "$1" in\n${cases.join('\n')}\nesac\n`);
  chmodSync(file, 0o755);
  const pidOf = (step: string) =>
    existsSync(noteOf(step)) ? Number(readFileSync(noteOf(step), 'utf8')) || undefined : undefined;
  return {
    file,
    pidOf,
    isOver: (step) => {
      const pid = pidOf(step);
      return pid !== undefined && !isAlive(pid);
    },
  };
}
