import { resolve } from 'node:path';
import type { RunRequest } from '../request.ts';
import { findScenario, type ScenarioFile } from './scenario-file.ts';
import { scriptFromArchive } from './script-from-archive.ts';
import { STANDARD_INPUT, scriptFromInput } from './script-from-input.ts';

/** A scenario that can be bundled, wherever it came from. */
export interface OpenScenario {
  readonly scenario: ScenarioFile;
  /** Variables that come with it. */
  readonly handed: Readonly<Record<string, string>>;
  /** To be called once it was bundled. */
  readonly forget: () => void;
}

/** The scenario that was asked for: by a name or a path, from standard input, or from an archive of k6. UserError (2). */
export async function openScenario(
  { scenario: wanted, cwd }: Pick<RunRequest, 'scenario' | 'cwd'>,
  root: string,
  shipped: string,
): Promise<OpenScenario> {
  if (wanted === STANDARD_INPUT) {
    const { scenario, remove } = await scriptFromInput(cwd);
    return { scenario, handed: {}, forget: remove };
  }
  const forget = () => {};
  if (!wanted.endsWith('.tar')) return { scenario: findScenario(wanted, root, cwd, shipped), handed: {}, forget };
  const { scenario, env } = await scriptFromArchive(resolve(cwd, wanted));
  return { scenario, handed: env, forget };
}
