import * as z from 'zod';
import type { StatementsTaken } from '../monitor.ts';
import { type AskRows, RefusedStatement, type Rows } from './session.ts';
import { OWN, type ServerState } from './state.ts';
import { statementShape } from './statement-text.ts';

/** Most statements that are kept of one reading; the others are added up. */
const MOST_STATEMENTS = 30;
/** Of more statements the shapes are asked for anew. */
const MOST_SHAPES = 10_000;
/** Most letters of a statement that are read. */
const LONGEST_TEXT = 4000;

const Counted = z.object({ id: z.string().regex(/^-?\d+$/), calls: z.number(), seconds: z.number() });
type Counted = z.output<typeof Counted>;
const Answer = z.tuple([z.array(Counted), z.tuple([z.object({ reset: z.number().nullable() })])]);
const Texts = z.tuple([z.array(z.object({ id: z.string(), text: z.string() }))]);

/**
 * What statements of this database grew by from reading to reading, by pg_stat_statements (PostgreSQL 13 and newer). A
 * statement that was not there before began since, so that all of it is growth.
 */
export class Statements {
  #before: ReadonlyMap<string, Counted> | undefined;
  #reset: number | null = null;
  #at = 0;
  /** Shapes by the server's number of a statement; null: of the monitor itself. */
  readonly #shapes = new Map<string, string | null>();
  #missing: string | undefined;

  /** What was taken; undefined where there is nothing to compare with, and where it was said why. */
  async take(ask: AskRows, { server }: ServerState): Promise<StatementsTaken | undefined> {
    const { schema, statements_reset: hasReset } = server;
    if (schema === null)
      return this.#lacking('the database has no pg_stat_statements: create extension pg_stat_statements');
    try {
      const counted = Answer.safeParse(await ask(countsIn(schema, hasReset))).data;
      if (counted === undefined) return this.#lacking('what pg_stat_statements says is not understood');
      return await this.#growth(counted, (ids) => ask(textsIn(schema, ids)));
    } catch (error) {
      if (error instanceof RefusedStatement) return this.#lacking(error.message);
      throw error;
    }
  }

  async #growth(
    [counts, [{ reset }]]: z.output<typeof Answer>,
    textsOf: (ids: readonly string[]) => Promise<readonly Rows[]>,
  ): Promise<StatementsTaken | undefined> {
    const [before, now] = [this.#before, performance.now() / 1000];
    const [wasReset, seconds] = [before !== undefined && this.#reset !== reset, now - this.#at];
    [this.#before, this.#reset, this.#at] = [new Map(counts.map((each) => [each.id, each])), reset, now];
    if (wasReset) return this.#lacking('the statistics of statements were reset');
    this.#missing = undefined;
    if (before === undefined) return undefined;
    const grown = counts.map((each) => grownBy(each, before.get(each.id))).filter(({ calls }) => calls > 0);
    if (this.#shapes.size > MOST_SHAPES) this.#shapes.clear();
    await this.#learn(
      grown.map(({ id }) => id).filter((id) => !this.#shapes.has(id)),
      textsOf,
    );
    const byShape = new Map<string, { calls: number; seconds: number }>();
    for (const { id, calls, seconds: took } of grown) {
      const shape = this.#shapes.get(id);
      if (shape === null) continue;
      const sum = byShape.get(shape ?? '') ?? { calls: 0, seconds: 0 };
      byShape.set(shape ?? '', { calls: sum.calls + calls, seconds: sum.seconds + took });
    }
    const all = [...byShape].map(([text, sum]) => ({ text, ...sum })).sort((a, b) => b.seconds - a.seconds);
    return { seconds, statements: all.slice(0, MOST_STATEMENTS), others: added(all.slice(MOST_STATEMENTS)) };
  }

  async #learn(ids: readonly string[], textsOf: (ids: readonly string[]) => Promise<readonly Rows[]>): Promise<void> {
    if (ids.length === 0) return;
    const [texts] = Texts.parse(await textsOf(ids));
    for (const { id, text } of texts) this.#shapes.set(id, text.includes(OWN) ? null : statementShape(text));
  }

  /** Why there are none: said once, until there are some again. */
  #lacking(missing: string): StatementsTaken | undefined {
    if (missing === this.#missing) return undefined;
    this.#missing = missing;
    return { missing };
  }
}

function grownBy(now: Counted, before: Counted | undefined): Counted {
  // A statement that was forgotten and came back counts from 0 again.
  if (before === undefined || now.calls < before.calls) return now;
  return { ...now, calls: now.calls - before.calls, seconds: Math.max(0, now.seconds - before.seconds) };
}

function added(all: readonly { readonly calls: number; readonly seconds: number }[]) {
  return {
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

const HERE = 'dbid = (select oid from pg_database where datname = current_database())';

function countsIn(schema: string, hasReset: boolean): string {
  return `
select ${OWN} queryid::text as id, sum(calls)::float8 as calls, sum(total_exec_time)::float8 / 1000 as seconds
from ${schema}.pg_stat_statements(false) where ${HERE} and queryid is not null group by queryid;
select ${OWN} ${hasReset ? `extract(epoch from stats_reset)::float8 as reset from ${schema}.pg_stat_statements_info` : 'null as reset'}`;
}

function textsIn(schema: string, ids: readonly string[]): string {
  return `select distinct on (queryid) ${OWN} queryid::text as id, left(query, ${LONGEST_TEXT}) as text
from ${schema}.pg_stat_statements(true) where ${HERE} and queryid = any('{${ids.join(',')}}'::bigint[])`;
}
