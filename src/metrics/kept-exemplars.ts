import type { Exemplar, Series } from './frame.ts';

const MOST_OF_A_KIND = 3;

/** The slowest requests and the first of each error, by stage and endpoint. */
export class KeptExemplars {
  private readonly kept = new Map<string, Exemplar[]>();

  add(exemplar: Exemplar, series: Series | undefined): void {
    const key = [
      exemplar.kind,
      exemplar.code,
      // Those with a trace are kept apart: of a share, the slowest of all would hardly ever be among them.
      exemplar.traceparent ? 'traced' : '',
      series?.tags['stage'],
      series?.tags['name'],
      series?.tags['method'],
    ].join('\u0000');
    const list = this.kept.get(key) ?? [];
    list.push(exemplar);
    if (exemplar.kind === 'slow') list.sort((a, b) => b.value - a.value);
    this.kept.set(key, list.slice(0, MOST_OF_A_KIND));
  }

  get all(): readonly Exemplar[] {
    return [...this.kept.values()].flat();
  }
}
