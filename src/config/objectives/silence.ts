import * as z from 'zod';
import { type Finding, fault, quote } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import { objectiveId } from '../../objectives/finding-id.ts';
import type { Silence } from '../../objectives/severity.ts';

/** A day of the calendar, `2026-12-31`. */
const Day = z.string({ error: 'a day is written 2026-12-31' }).refine(isDay, {
  error: ({ input }) => `${quote(input)} is no day: write it as 2026-12-31`,
});

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** `silence:` of the configuration: findings that shall fail no run for a while, though they are shown. */
export const SilenceSection = z.array(
  z.strictObject({
    id: z
      .string()
      .min(1)
      .meta({
        description: 'The finding by its id in result.json: an objective of this file.',
        examples: ['objective/api-response'],
      }),
    reason: z
      .string()
      .trim()
      .min(1, { error: 'say why: the reports show it' })
      .max(300)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out of terminals and reports is the point
      .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/, { error: 'a reason is one line' })
      .meta({ description: 'Why, for the reports.' }),
    until: Day.meta({ description: 'The last day of it (UTC). A run that begins later is judged as ever.' }),
  }),
);
type Silences = z.output<typeof SilenceSection>;

/** Why findings of a kind are never silenced, and what to do about them. */
const NEVER: Readonly<Record<string, readonly [why: string, next: string]>> = {
  invalid: [
    'a measurement that cannot be believed proves nothing, whoever says so',
    'do what the report says of this reason, and run again',
  ],
  threshold: [
    "k6's verdict on thresholds of the script is a floor: a run whose k6 calls one broken never passes",
    'change the threshold in the script, or take it out',
  ],
  own: [
    'what loadkit judges by itself no service may break, and no objective on what ended can see it',
    'mend the service or the script',
  ],
  search: ['it is what the search was asked', 'search without --tier, or change the objectives that it searches'],
  caveat: ['a caveat fails no run', 'leave it: it is told for whoever reads the report'],
  fault: ['kinds of errors fail no run: the objectives on them do', 'silence the objective that they break'],
};

/** What is wrong with silences although each of their fields is well-formed. */
export function silenceFindings(silences: Silences, names: readonly string[]): Finding[] {
  const known = names.map(objectiveId);
  return silences.flatMap(({ id }, index) => {
    const path = ['silence', index, 'id'];
    if (silences.findIndex((other) => other.id === id) < index)
      return [fault(path, `${quote(id)} is silenced twice`, { next: 'leave one of them' })];
    return known.includes(id) ? [] : [fault(path, ...unknown(id, known))];
  });
}

function unknown(id: string, known: readonly string[]): [what: string, advice: { why?: string; next?: string }] {
  const [kind = '', ...rest] = id.split('/');
  const never = Object.hasOwn(NEVER, kind) ? NEVER[kind] : undefined;
  if (never) return [`${quote(id)} cannot be silenced`, { why: never[0], next: never[1] }];
  const whole = `${kind}/${rest[0] ?? ''}`;
  if (rest.length > 1 && known.includes(whole))
    return [
      `${quote(id)} is one line of an objective`,
      { why: 'an objective is silenced as a whole', next: `write ${whole}` },
    ];
  const why =
    'only objectives of this file can be silenced: no measurement that is not valid, no run without data or that did not come to its end, no guard rail';
  return [`there is no finding ${quote(id)}`, { why, next: didYouMean(id, known) ?? 'the service has no objectives' }];
}

/** The silence of an objective in a run that began at a moment (ISO 8601, UTC); undefined where there is none. */
export function silenceFor(name: string, silences: Silences, at: string): Silence | undefined {
  const found = silences.find(({ id }) => id === objectiveId(name));
  if (!found) return undefined;
  const { reason, until } = found;
  return { reason, until, ended: at.slice(0, until.length) > until };
}
