import * as z from 'zod';
import { type Finding, fault, quote } from '../input/finding.ts';
import { Cores, Count, Duration, DurationOrZero, Share, ShareOfRequest, Size } from '../input/quantity.ts';
import { formatRatio } from '../units/format.ts';

/** A label as Kubernetes takes it (RFC 1123): lower case, digits and dashes. */
const Label = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
  error: ({ input }) =>
    `${quote(input)} is no name in Kubernetes: write lower case letters, digits and dashes, at most 63`,
});

/** The name of an object in Kubernetes: labels joined by dots. */
const ObjectName = z.string().regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, {
  error: ({ input }) =>
    `${quote(input)} is no name in Kubernetes: write lower case letters, digits, dashes and dots, at most 253`,
});

/** A target of the autoscaler: Kubernetes holds it in whole per cent. */
const Target = ShareOfRequest.refine(
  (ratio) => Math.abs(ratio * 100 - Math.round(ratio * 100)) < 1e-9 && ratio >= 0.01,
  {
    error: 'Kubernetes takes a target in whole per cent, 1% or more: write 70%',
  },
);

const Up = z.strictObject({
  above: Target.meta({
    description:
      'More replicas when the mean CPU utilisation is above this share of the request; it may be above 100%.',
    examples: ['70%', '160%'],
  }),
  for: DurationOrZero.prefault('0s').meta({ description: 'For so long.' }),
});

const Down = z.strictObject({
  below: ShareOfRequest.meta({ description: 'Fewer when it is below this.', examples: ['30%'] }),
  for: DurationOrZero.prefault('5m').meta({ description: 'For so long.' }),
});

/** The name of a metric that an adapter serves. */
const MetricName = z.string().regex(/^[a-zA-Z][\w./:-]{0,252}$/, {
  error: ({ input }) => `${quote(input)} is no name of a metric: write it as the adapter serves it`,
});

const THOUSANDS: Readonly<Record<string, number>> = { m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** A quantity of Kubernetes: `100`, `0.5`, `500m` (thousandths), `2k`. */
const Quantity = z
  .union([z.number(), z.string()], {
    error: ({ input }) => `expected a number such as 100 or 500m, found ${quote(input)}`,
  })
  .transform((written, context) => {
    const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([mkMG]?)$/.exec(String(written)) ?? [];
    const value = typeof written === 'number' ? written : Number((Number(digits) * THOUSANDS[unit]!).toPrecision(15));
    if (value >= 0.001 && value <= 1e15) return value;
    context.addIssue(`${quote(written)} is no quantity of Kubernetes of 1m (0.001) or more: write 100, 0.5 or 500m`);
    return z.NEVER;
  });

const CustomMetric = z.strictObject({
  name: MetricName.meta({ description: 'As the metrics adapter (Prometheus adapter, KEDA) serves it.' }),
  average: Quantity.meta({
    description: 'More replicas when the mean of the pods is above this.',
    examples: [100, '500m'],
  }),
  from: z.enum(['pods', 'external']).default('pods').meta({
    description: 'Whether it is a metric of the pods, or of something else (a queue), divided by their number.',
  }),
});

/** What a node is asked for: it is full at 100 %. */
const NodeUp = Up.extend({ above: Share });
const NodeDown = Down.extend({ below: Share });

/** How many may run. */
const Range = z.strictObject({ min: Count, max: Count });

/**
 * How the deployment is scaled in Kubernetes: the rules of a horizontal pod autoscaler. Cores, bytes, ratios, seconds.
 */
export const HpaSection = z.strictObject({
  deployment: ObjectName.optional().meta({ description: 'The Deployment that is scaled.' }),
  namespace: Label.optional(),
  request: Cores.optional().meta({ description: 'CPU request of one pod, to which utilisation is relative: 100m.' }),
  up: Up.optional(),
  down: Down.optional(),
  memory: z
    .strictObject({
      request: Size.meta({ description: 'Memory request of one pod.' }),
      above: Target.meta({ description: 'More replicas when the mean memory is above this share of it.' }),
    })
    .optional()
    .meta({ description: 'Memory as a metric beside the CPU; the largest wish counts.' }),
  metrics: z
    .array(CustomMetric)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'Metrics of an adapter beside the CPU.' }),
  replicas: Range.optional().meta({ description: 'Replicas at least and at most.' }),
  ramp: z
    .strictObject({
      by: z.number().positive().meta({ description: 'So many requests per second more.' }),
      within: Duration.meta({ description: 'In so long a time.' }),
    })
    .optional()
    .meta({ description: 'The steepest rise of the load that is to be borne, or that was seen.' }),
  podStart: Duration.optional().meta({ description: 'From the order of a pod until it serves.' }),
  nodes: Range.extend({
    cpu: Cores.optional().meta({ description: 'Cores of one node that pods may request.' }),
    up: NodeUp.optional(),
    down: NodeDown.optional(),
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
        why: `\`below\` is ${formatRatio(down.below)}, and \`above\` ${formatRatio(up.above)}`,
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
