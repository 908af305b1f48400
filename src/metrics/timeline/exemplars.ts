import type { Exemplar, Series } from '../lines/lines.ts';

const MOST = 3;

/** A request that was kept as an example, with the series it belongs to. */
export type KeptExemplar = Exemplar & { readonly series: Series | undefined };

/** The slowest requests and the first of each kind of error: a few by stage and endpoint. */
export class Exemplars {
  private readonly kept = new Map<string, KeptExemplar[]>();

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
    list.push({ ...exemplar, series });
    if (exemplar.kind === 'slow') list.sort((a, b) => b.value - a.value);
    this.kept.set(key, list.slice(0, MOST));
  }

  get all(): readonly KeptExemplar[] {
    return [...this.kept.values()].flat();
  }
}
