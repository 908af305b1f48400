import { checkSchema } from './explain.ts';
import { type Finding, fault, formatPath, type Path, refuse } from './finding.ts';
import { ProfileOverride } from './profile-override.ts';

type ProfileRule = (override: ProfileOverride, path: Path) => Finding[];

const stepsAscend: ProfileRule = ({ steps }, path) => {
  if (!steps?.some((step, index) => index > 0 && step <= steps[index - 1]!)) return [];
  const sorted = [...new Set(steps)].sort((a, b) => a - b);
  return [
    fault([...path, 'steps'], `steps must ascend: [${steps.join(', ')}]`, { next: `write [${sorted.join(', ')}]` }),
  ];
};

const stagesStandAlone: ProfileRule = (override, path) => {
  if (!override.stages) return [];
  return (['steps', 'rate', 'hold', 'ramp'] as const)
    .filter((key) => override[key] !== undefined)
    .map((key) =>
      fault([...path, key], `\`${key}\` has no effect beside \`stages\`, which say users and times themselves`),
    );
};

const stagesDiffer: ProfileRule = ({ stages }, path) => {
  const users = stages?.map((stage) => stage.users) ?? [];
  const twice = users.find((count, index) => users.indexOf(count) < index);
  if (twice === undefined) return [];
  const why = 'stages are told apart by the number of users they end at';
  return [
    fault([...path, 'stages'], `two stages end at ${twice} users`, { why, next: 'merge them, or vary one by a user' }),
  ];
};

const recoveryOneLoad: ProfileRule = ({ recovery, stages }, path) => {
  if (recovery?.factor === undefined) return [];
  const at = [...path, 'recovery', 'factor'];
  if (recovery.users !== undefined)
    return [fault(at, 'the recovery has a factor and users: one of them says its load')];
  return stages
    ? [fault(at, 'after `stages` the load of the recovery is said in users', { next: 'write users: 10' })]
    : [];
};

const RULES: readonly ProfileRule[] = [stepsAscend, stagesStandAlone, stagesDiffer, recoveryOneLoad];

/** What is wrong with an override although each of its fields is well-formed. */
export function profileFindings(override: ProfileOverride, path: Path): Finding[] {
  return RULES.flatMap((rule) => rule(override, path));
}

/** Reads what `profile('stress', {…})` was given, or `--set`; `origin` stands in front of the path in messages. Throws UserError. */
export function parseProfileOverride(written: unknown, origin: string): ProfileOverride {
  const checked = checkSchema(ProfileOverride, written);
  const findings = checked.data ? profileFindings(checked.data, []) : checked.findings;
  refuse(findings, ({ path, what, why, next }) => ({
    what,
    where: { path: path.length === 0 ? origin : `${origin} ${formatPath(path)}` },
    ...(why === undefined ? {} : { why }),
    ...(next === undefined ? {} : { next }),
  }));
  return checked.data ?? {};
}
