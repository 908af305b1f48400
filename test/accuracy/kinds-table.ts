/** What two programs said of one drawn script, told as its kind, and the seed by which it is drawn again. */
export interface Compared {
  readonly seed: number;
  readonly agreement: { readonly is: string; readonly kind: string };
}

/** Kinds, the most frequent first, with the seeds that show them. `said` heads what they said. */
export function kindsTable(said: string, rows: readonly Compared[]): string {
  const kinds = new Map<string, number[]>();
  for (const { seed, agreement } of rows) {
    const kind = `| ${agreement.is} | ${agreement.kind} |`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
  }
  const lines = [...kinds]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(
      ([kind, seeds]) =>
        `${kind} ${seeds.length} | ${seeds
          .sort((a, b) => a - b)
          .slice(0, 5)
          .join(', ')} |`,
    );
  return `\n| both | ${said} | scripts | seeds |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}
