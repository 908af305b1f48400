import { checkSchema } from '../../input/explain.ts';
import { type Finding, fault, formatPath, type Path, refuse, warning } from '../../input/finding.ts';
import type { Profile } from './name.ts';
import { ProfileOverride } from './override.ts';

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

/** The fields that each profile reads; docs/scenarios.md shows the same. */
export const FIELDS: Readonly<Record<Profile, readonly string[]>> = {
  smoke: ['sessions', 'duration'],
  baseline: ['sessions', 'duration'],
  load: ['rate', 'duration', 'ramp', 'maxVUs'],
  stress: ['rate', 'steps', 'hold', 'ramp', 'stages', 'sessions', 'recovery', 'maxVUs'],
  spike: [
    'rate',
    'peak',
    'before',
    'hold',
    'ramp',
    'recovery.factor',
    'recovery.hold',
    'recovery.ramp',
    'recovery.within',
    'maxVUs',
  ],
  soak: ['sessions', 'duration'],
  breakpoint: ['rate', 'peak', 'duration', 'maxVUs'],
};

/** Fields that a profile does not read. A warning: a scenario of that name may have another profile. */
export function idleFields(override: ProfileOverride, profile: Profile, path: Path): Finding[] {
  const { recovery = {}, ...rest } = override;
  const inner = Object.entries(recovery).map(([key, value]) => [`recovery.${key}`, value] as const);
  const given = [...Object.entries(rest), ...inner].filter(([, value]) => value !== undefined).map(([key]) => key);
  const reads = FIELDS[profile];
  return given
    .filter((key) => !reads.includes(key) && !reads.includes(key.split('.')[0]!))
    .map((key) =>
      warning([...path, ...key.split('.')], `\`${key}\` has no effect on the profile ${profile}`, {
        next: `it reads ${reads.join(', ')}`,
      }),
    );
}

/**
 * Reads what `profile('stress', {…})` was given, or `--set`; `origin` stands in front of the path in messages. Fields
 * that `profile` does not read are refused. Throws UserError.
 */
export function parseProfileOverride(written: unknown, origin: string, profile?: Profile): ProfileOverride {
  const checked = checkSchema(ProfileOverride, written);
  const idle = checked.data && profile ? idleFields(checked.data, profile, []) : [];
  const findings = checked.data
    ? [...profileFindings(checked.data, []), ...idle.map((finding) => ({ ...finding, level: 'error' as const }))]
    : checked.findings;
  refuse(findings, ({ path, what, why, next }) => ({
    what,
    where: { path: path.length === 0 ? origin : `${origin} ${formatPath(path)}` },
    ...(why === undefined ? {} : { why }),
    ...(next === undefined ? {} : { next }),
  }));
  return checked.data ?? {};
}
