import { basename, join, relative, resolve } from 'node:path';
import { gateFindings } from '../../config/gate/findings.ts';
import { GateFile } from '../../config/gate/gate-file.ts';
import type { Project } from '../../config/load.ts';
import { exists, filesIn, readText } from '../../config/read.ts';
import { UserError } from '../../errors.ts';
import { checkSchema } from '../../input/explain.ts';
import { refuse } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import { readYaml } from '../../input/yaml/yaml.ts';
import type { Installation } from '../installation.ts';
import type { GateRequest } from './gate-request.ts';

/** A gate file that was read. */
export interface ReadGate {
  /** The name of its file, without the ending. */
  readonly name: string;
  readonly file: string;
  readonly gate: GateFile;
}

const GATE = 'gate.yaml';

/**
 * Finds and reads a gate: a path, else `gates/<name>.yaml` of the project, else a shipped one; without a name gate.yaml
 * of the folder, or of the project. UserError (2) with every problem in it, each with line and column.
 */
export async function readGate(
  { file: wanted, run }: GateRequest,
  project: Project,
  install: Installation,
): Promise<ReadGate> {
  const { cwd, environment } = run;
  const file = await findGate(wanted, project.root, cwd, install.gates);
  const path = relative(cwd, file);
  const yaml = readYaml(
    await readText(file, path.startsWith('..') ? file : path),
    path.startsWith('..') ? file : path,
    environment,
  );
  const { data, findings } = checkSchema(GateFile, yaml.value ?? {});
  refuse(findings, yaml.place);
  refuse(
    gateFindings(
      data!,
      project.tiers.map(({ name }) => name),
    ),
    yaml.place,
  );
  return { name: basename(file, '.yaml'), file, gate: data! };
}

async function findGate(wanted: string | undefined, root: string, cwd: string, shipped: string): Promise<string> {
  const named = wanted ?? GATE;
  const places = [resolve(cwd, named), ...(wanted === undefined ? [join(root, GATE)] : [])];
  const byName = /[/.]/.test(named) ? [] : [join(root, 'gates', `${named}.yaml`), join(shipped, `${named}.yaml`)];
  for (const place of [...(byName.length > 0 ? [] : places), ...byName]) if (await exists(place)) return place;
  const known = [...(await filesIn(join(root, 'gates'), ['.yaml'])), ...(await filesIn(shipped, ['.yaml']))];
  const names = [...new Set(known.map((file) => basename(file, '.yaml')))];
  throw new UserError({
    what: wanted === undefined ? `there is no ${GATE}` : `there is no gate ${JSON.stringify(wanted)}`,
    where: { file: wanted === undefined ? cwd : places[0] },
    next:
      wanted === undefined
        ? `write one (docs/gate.md), or name a shipped one: ${names.map((name) => `loadkit gate ${name}`).join(', ')}`
        : didYouMean(wanted, names),
  });
}
