/**
 * Where a PromQL expression does not follow the grammar: the place of the first fault, from 0, and undefined where it
 * does. By Prometheus' own grammar for editors; whether the types fit, and what the server of the day knows, only that
 * server tells.
 */
export async function promqlFault(expression: string): Promise<number | undefined> {
  const { parser } = await import('@prometheus-io/lezer-promql');
  let fault: number | undefined;
  parser.parse(expression).iterate({
    enter: ({ type, from }) => {
      if (type.isError) fault = Math.min(fault ?? from, from);
    },
  });
  return fault;
}
