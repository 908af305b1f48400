import type { LRParser } from '@lezer/lr';

/** An expression as the grammar sees it. */
export type Tree = ReturnType<LRParser['parse']>;
/** A part of an expression, as the grammar names it. */
export type SyntaxNode = Tree['topNode'];

/** The tree of an expression, by Prometheus' own grammar for editors. Its parser is loaded when it is asked for. */
export async function parsePromql(expression: string): Promise<Tree> {
  const { parser } = await import('@prometheus-io/lezer-promql');
  return parser.parse(expression);
}

/**
 * Where a PromQL expression does not follow the grammar: the place of the first fault, from 0, and undefined where it
 * does. Whether the types fit, and what the server of the day knows, only that server tells.
 */
export async function promqlFault(expression: string): Promise<number | undefined> {
  return faultIn(await parsePromql(expression));
}

/** The same of an expression that was parsed. */
export function faultIn(tree: Tree): number | undefined {
  let fault: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) fault = Math.min(fault ?? from, from);
    },
  });
  return fault;
}
