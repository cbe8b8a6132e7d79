import "server-only";
import type pg from "pg";

/** A table to copy: the columns that hold data, not those the database computes. */
export type Table = { name: string; columns: string[] };

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** `"runs" ("id", "name")`, for COPY. */
export const columnsOf = ({ name, columns }: Table): string =>
  `${quote(name)} (${columns.map(quote).join(", ")})`;

export const quoted = quote;

/** All tables of ours (pg-boss and Drizzle keep theirs in schemas of their own), each after those it refers to. */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`);
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select f.relname as "from", t.relname as "to"
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and f.oid <> t.oid`);
  return inOrder(tables, references);
}

/**
 * Sorts so that each table comes after those it refers to.
 * @throws Error when tables refer to each other in a circle, which COPY could not fill in any order
 */
export function inOrder(tables: Table[], references: { from: string; to: string }[]): Table[] {
  const sorted: Table[] = [];
  let left = tables;
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const waits = new Set(references.filter(({ to }) => names.has(to)).map(({ from }) => from));
    const free = left.filter(({ name }) => !waits.has(name));
    if (free.length === 0)
      throw new Error(`tables that refer to each other in a circle: ${[...names].join(", ")}`);
    sorted.push(...free);
    left = left.filter(({ name }) => waits.has(name));
  }
  return sorted;
}

/** What the next row's id will be. */
export type Counter = { table: string; column: string; next: string };

export async function readCounters(client: pg.ClientBase): Promise<Counter[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(`
    select * from (
      select c.relname as table, a.attname as column,
             pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    ) columns where sequence is not null order by 1, 2`);
  const counters: Counter[] = [];
  for (const { table, column, sequence } of rows) {
    const { rows: found } = await client.query<{ next: string }>(
      `select last_value + is_called::int as next from ${sequence}`,
    );
    counters.push({ table, column, next: found[0]?.next ?? "1" });
  }
  return counters;
}

/** Sets what the next ids will be. Ids of removed rows are not used again, as the audit record still names them. */
export async function setCounters(client: pg.ClientBase, counters: Counter[]): Promise<void> {
  for (const { table, column, next } of counters) {
    await client.query("select setval(pg_get_serial_sequence($1, $2), $3, false)", [
      quote(table),
      column,
      next,
    ]);
  }
}
