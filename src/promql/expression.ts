import * as z from 'zod';

/** What a label must be, as PromQL compares it; a regular expression fits the whole value. */
export const Matcher = z.strictObject({
  label: z.string(),
  op: z.enum(['=', '!=', '=~', '!~']),
  value: z.string(),
});
export type Matcher = z.infer<typeof Matcher>;

/** The functions of PromQL that loadkit computes on what its monitors read. */
export const FUNCTIONS = [
  'rate',
  'increase',
  'avg_over_time',
  'max_over_time',
  'min_over_time',
  'histogram_quantile',
  'absent',
] as const;
export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count'] as const;
export const COMPARISONS = ['==', '!=', '>', '>=', '<', '<='] as const;
export const ARITHMETIC = ['+', '-', '*', '/', '%', '^'] as const;
export const SETS = ['and', 'or', 'unless'] as const;

/** Series by name and labels; with `range` (s) their values over that time, with `offset` (s) those of so long before. */
export interface Selection {
  readonly kind: 'selection';
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly range: number | null;
  /** Absent: of the moment itself. */
  readonly offset?: number | undefined;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly name: (typeof FUNCTIONS)[number];
  readonly args: readonly Expression[];
}

/** Series added up by the labels `by`, or by all but `without`; where neither is said, into one. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly op: (typeof AGGREGATIONS)[number];
  readonly by: readonly string[] | null;
  readonly without: readonly string[] | null;
  readonly of: Expression;
}

export interface Binary {
  readonly kind: 'binary';
  readonly op: (typeof COMPARISONS)[number] | (typeof ARITHMETIC)[number] | (typeof SETS)[number];
  readonly left: Expression;
  readonly right: Expression;
}

/** The part of PromQL that loadkit computes, as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | Selection
  | CallExpression
  | Aggregate
  | Binary;

/** The same as it stands in a record. */
export const Expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('number'), value: z.number() }),
    z.strictObject({
      kind: z.literal('selection'),
      metric: z.string(),
      matchers: z.array(Matcher),
      range: z.number().nullable(),
      offset: z.number().optional(),
    }),
    z.strictObject({ kind: z.literal('call'), name: z.enum(FUNCTIONS), args: z.array(Expression) }),
    z.strictObject({
      kind: z.literal('aggregate'),
      op: z.enum(AGGREGATIONS),
      by: z.array(z.string()).nullable(),
      without: z.array(z.string()).nullable(),
      of: Expression,
    }),
    z.strictObject({
      kind: z.literal('binary'),
      op: z.enum([...COMPARISONS, ...ARITHMETIC, ...SETS]),
      left: Expression,
      right: Expression,
    }),
  ]),
);

/** All selections of an expression. */
export function selectionsOf(expression: Expression): Selection[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'selection':
      return [expression];
    case 'call':
      return expression.args.flatMap(selectionsOf);
    case 'aggregate':
      return selectionsOf(expression.of);
    case 'binary':
      return [...selectionsOf(expression.left), ...selectionsOf(expression.right)];
  }
}

/** The same expression with other selections. */
export function withSelections(expression: Expression, to: (of: Selection) => Selection): Expression {
  const again = (of: Expression) => withSelections(of, to);
  switch (expression.kind) {
    case 'number':
      return expression;
    case 'selection':
      return to(expression);
    case 'call':
      return { ...expression, args: expression.args.map(again) };
    case 'aggregate':
      return { ...expression, of: again(expression.of) };
    case 'binary':
      return { ...expression, left: again(expression.left), right: again(expression.right) };
  }
}

/** What an alert rule compares at its outermost: its measure and its limit; undefined of a rule that is no such thing. */
export function comparisonOf(
  expression: Expression,
): { readonly op: (typeof COMPARISONS)[number]; readonly limit: number } | undefined {
  if (expression.kind !== 'binary') return undefined;
  const op = COMPARISONS.find((each) => each === expression.op);
  const limit = constantOf(expression.right);
  return op === undefined || limit === undefined ? undefined : { op, limit };
}

/** The number that an expression of numbers alone is; undefined of others. */
export function constantOf(expression: Expression): number | undefined {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind !== 'binary') return undefined;
  const [left, right] = [constantOf(expression.left), constantOf(expression.right)];
  return left === undefined || right === undefined ? undefined : numbersJoined(expression.op, left, right);
}

/** Two numbers joined by an operator of numbersJoined, as PromQL joins them; undefined of other operators. */
export function numbersJoined(op: Binary['op'], a: number, b: number): number | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return a ** b;
    default:
      return undefined;
  }
}
