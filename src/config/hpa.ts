import { z } from 'zod';
import { type Finding, fault, quote } from './finding.ts';
import { Cores, Count, Share, Span, SpanOrZero } from './quantity.ts';

/** A name as Kubernetes takes it (RFC 1123): lower case, digits and dashes. */
const ResourceName = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
  error: ({ input }) =>
    `${quote(input)} is no name in Kubernetes: write lower case letters, digits and dashes, at most 63`,
});

const Up = z.strictObject({
  above: Share.meta({ description: 'More replicas when the mean CPU utilisation is above this share of the request.' }),
  for: SpanOrZero.prefault('0s').meta({ description: 'For so long.' }),
});

const Down = z.strictObject({
  below: Share.meta({ description: 'Fewer when it is below this.' }),
  for: SpanOrZero.prefault('5m').meta({ description: 'For so long.' }),
});

/** How many may run. */
const Range = z.strictObject({ min: Count, max: Count });

/** How the deployment is scaled in Kubernetes: the rules of a horizontal pod autoscaler. Cores, ratios, seconds. */
export const HpaSection = z.strictObject({
  deployment: ResourceName.optional().meta({ description: 'The Deployment that is scaled.' }),
  namespace: ResourceName.optional(),
  request: Cores.optional().meta({ description: 'CPU request of one pod, to which utilisation is relative: 100m.' }),
  up: Up.optional(),
  down: Down.optional(),
  replicas: Range.optional().meta({ description: 'Replicas at least and at most.' }),
  ramp: z
    .strictObject({
      by: z.number().positive().meta({ description: 'So many requests per second more.' }),
      within: Span.meta({ description: 'In so long a time.' }),
    })
    .optional()
    .meta({ description: 'The steepest rise of the load that is to be borne, or that was seen.' }),
  podStart: Span.optional().meta({ description: 'From the order of a pod until it serves.' }),
  nodes: Range.extend({
    cpu: Cores.optional().meta({ description: 'Cores of one node that pods may request.' }),
    up: Up.optional(),
    down: Down.optional(),
  })
    .optional()
    .meta({ description: 'Limits and thresholds of the cluster autoscaler, which adds nodes.' }),
});
export type HpaSection = z.output<typeof HpaSection>;

/** Kubernetes looks back an hour at most. */
const LONGEST_WINDOW = 3600;

/** What is wrong with an hpa section although each of its fields is well-formed. */
export function hpaFindings(hpa: HpaSection): Finding[] {
  return [
    ...scalerFindings(hpa, ['hpa']),
    ...(hpa.nodes ? scalerFindings({ ...hpa.nodes, replicas: hpa.nodes }, ['hpa', 'nodes']) : []),
  ];
}

function scalerFindings(
  { up, down, replicas }: Pick<HpaSection, 'up' | 'down' | 'replicas'>,
  path: string[],
): Finding[] {
  const findings: Finding[] = [];
  if (up && down && down.below >= up.above)
    findings.push(
      fault([...path, 'down', 'below'], 'the threshold for fewer is not below the one for more', {
        why: `\`below\` is ${down.below}, and \`above\` ${up.above}`,
        next: 'let `below` be clearly smaller: 30% under 70%',
      }),
    );
  if (replicas && replicas.min > replicas.max)
    findings.push(
      fault(
        [...path, ...(path.length === 1 ? ['replicas'] : []), 'min'],
        `min ${replicas.min} is above max ${replicas.max}`,
      ),
    );
  for (const [name, rule] of Object.entries({ up, down }))
    if (rule && rule.for > LONGEST_WINDOW)
      findings.push(
        fault([...path, name, 'for'], 'Kubernetes looks back an hour at most', { next: 'write 1h or less' }),
      );
  return findings;
}
