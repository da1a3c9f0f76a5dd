import { type RawBuilder, sql } from 'kysely';

/** One push of a delta, as JSON text, and the sequence that it belongs to. */
export type Change = { seq: number; push: string };

/** The first changes of a stretch, in order; `more`: there are others behind them. */
export type Changes = { changes: Change[]; more: boolean };

/** Changes read at a time; pushes are hardly ever so small that a page has room for more. */
export const maxChanges = 2_000;

export type ChangeRow = Change & { next: number | null };

/** Rows of (seq, push, …) of which only the first are taken: as many as fit, but at least one. */
export const firstOf = (rows: RawBuilder<unknown>, budget: number) => sql`
  select * from (
    select *,
           lead(seq) over (order by seq) as next,
           row_number() over (order by seq) as number,
           sum(weight) over (order by seq) as total
    from (${rows}) one
  ) one
  where number <= ${sql.lit(maxChanges)} and (number = 1 or total <= ${budget}::bigint)
  order by seq`;

export function changesOf(rows: ChangeRow[]): Changes {
  return { changes: rows, more: (rows.at(-1)?.next ?? null) !== null };
}
