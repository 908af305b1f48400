import * as z from 'zod';
import { WrittenObjective } from '../../objectives/written/objective.ts';

/** Width of an alert's windows where it names none, seconds. */
const USUAL_OVER = 30;

/** What an alert may say: as an objective, but it has one limit, and there is nothing that it requires or allows. */
const { name, ...fields } = WrittenObjective.omit({ allow: true, required: true }).shape;

const Entry = z
  .strictObject({
    ...{ ...fields, name: name.optional() },
    rules: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description: 'A rule file of Prometheus, from the folder of the configuration on.',
        examples: ['./alerts.yml'],
      }),
  })
  .superRefine(({ rules, ...alert }, context) => {
    const said = Object.entries(alert).filter(([, value]) => value !== undefined);
    const fault = (message: string, next: string) =>
      context.addIssue({ code: 'custom', message, params: { next }, input: alert });
    if (rules !== undefined && said.length > 0)
      return fault('an entry is a rule file or an alert, and not both', 'give each an entry of its own');
    if (rules !== undefined) return;
    if (alert.name === undefined) fault('this alert has no name', 'write name: …, or rules: FILE for a rule file');
    if (alert.target !== undefined && alert.critical !== undefined)
      fault('an alert has one limit', 'write one of target and critical, and another alert for the other');
  });
type Entry = z.output<typeof Entry>;

/** An alert as people write it: an objective on which no verdict rests. */
export type WrittenAlert = Omit<Entry, 'rules' | 'name'> & Pick<WrittenObjective, 'name'>;

/** When somebody is to be alarmed: the `alerts:` of loadkit.config.yaml, an entry or a list of them. */
export const AlertsSection = z
  .union([Entry, z.array(Entry)], {
    error: 'expected a rule file such as { rules: ./alerts.yml }, an alert, or a list of them',
  })
  .prefault([])
  .transform((written): readonly Entry[] => (Array.isArray(written) ? written : [written]));
export type AlertsSection = z.output<typeof AlertsSection>;

/** The alerts of a section with their places in it. */
export function alertsOf(section: AlertsSection): { readonly alert: WrittenAlert; readonly index: number }[] {
  return section.flatMap(({ rules, name: called, ...alert }, index) =>
    rules === undefined && called !== undefined ? [{ alert: { name: called, ...alert }, index }] : [],
  );
}

/** An alert as the objective that it is written as: judged by windows, whatever it says. */
export function withWindows(alert: WrittenAlert): WrittenObjective {
  return { ...alert, over: alert.over ?? USUAL_OVER };
}

/** The rule files of a section, as they are named there, with their places in it. */
export function ruleFilesOf(section: AlertsSection): { readonly file: string; readonly index: number }[] {
  return section.flatMap(({ rules }, index) => (rules === undefined ? [] : [{ file: rules, index }]));
}
