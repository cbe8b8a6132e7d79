import "server-only";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { migrate } from "@/server/cli/database/migrate";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { connect } from "../connect";
import { ownSchemaVersion } from "../migrations";
import { type Counts, end, secretMark, table } from "./contents";
import { bringUpToDate, makeTablesOf } from "./earlier-tables";
import { cutOff, damaged, type OpenBackup, parsePayload } from "./open-backup";
import { columnsOf, quoted, setCounters, tablesInOrder } from "./tables";

export type Restored = {
  madeAt: string;
  /** rows of each table */
  counts: Counts;
  /** whether an earlier version made it, whose rows were brought up to date */
  upgraded: boolean;
  /** false: stored credentials were encrypted with another secret and cannot be read here */
  sameSecret: boolean;
};

/**
 * Fills an empty database from a backup of this version or an earlier one, all or nothing.
 * @throws CannotStart when the backup is damaged, or the database holds data
 */
export async function restore(url: string, secret: string, backup: OpenBackup): Promise<Restored> {
  const { about } = backup;
  await migrate(url);
  const client = await connect(url, "terrapin restore");
  try {
    await client.query("begin");
    await refuseUnlessEmpty(client);
    const counts = await restoreAsMade(client, backup);
    await bringUpToDate(client);
    await client.query("commit");
    await client.query("analyze");
    return {
      madeAt: about.madeAt,
      counts,
      upgraded: about.schema !== ownSchemaVersion(),
      sameSecret: about.secret === secretMark(secret),
    };
  } finally {
    await client.end();
  }
}

/**
 * Makes the tables that the backup's version had, with its rows, inside the caller's transaction.
 * @param client of a database whose tables hold nothing
 * @returns rows of each table
 */
export async function restoreAsMade(client: pg.Client, { file, about, frames }: OpenBackup): Promise<Counts> {
  await makeTablesOf(client, about.schema);
  try {
    return await fill(client, frames, file);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    // Classes 22, 23 and 42: what was read is no rows of these tables.
    if (/^(22|23|42)/.test(error.code ?? "")) throw damaged(file, error.message);
    throw new CannotStart(`PostgreSQL could not take the rows: ${error.message}.`, "Nothing was restored.");
  }
}

/** An empty database may hold the links to its first owner that earlier starts printed; they give way. */
async function refuseUnlessEmpty(client: pg.Client): Promise<void> {
  for (const { name } of await tablesInOrder(client)) {
    if (name === "invitations") continue;
    const { rowCount } = await client.query(`select 1 from ${quoted(name)} limit 1`);
    if (rowCount === 0) continue;
    throw new CannotStart(
      `The database is not empty: ${name} has rows.`,
      "Restore into a new one: TERRAPIN_DATA_DIR=NEW_FOLDER npm run restore FILE (or another DATABASE_URL).",
    );
  }
  await client.query("delete from invitations");
}

async function fill(client: pg.Client, frames: OpenBackup["frames"], file: string): Promise<Counts> {
  const counts: Counts = {};
  let copy: { into: ReturnType<typeof copyInto>; name: string } | null = null;
  let promised: ReturnType<typeof end.parse> | null = null;
  // Read past the end frame too: only at its very end does a compressed file show whether all of it is intact.
  for await (const { kind, payload } of frames) {
    if (kind === "data" && copy) {
      await copy.into.write(payload);
      continue;
    }
    if (copy) counts[copy.name] = await copy.into.end();
    copy = null;
    if (kind === "table") {
      const next = parsePayload(table, payload);
      if (!next) throw damaged(file, "a table's columns cannot be read");
      copy = { into: copyInto(client, `copy ${columnsOf(next)} from stdin`), name: next.name };
    }
    if (kind === "end") promised = parsePayload(end, payload);
  }
  if (!promised) throw cutOff(file);
  const { rows, counters } = promised;
  const short = Object.keys(rows).find((name) => rows[name] !== counts[name]);
  if (short) throw damaged(file, `${short} has ${counts[short] ?? 0} of ${rows[short]} rows`);
  await setCounters(client, counters);
  return counts;
}

function copyInto(client: pg.Client, statement: string) {
  const stream = client.query(copyFrom(statement));
  const done = finished(stream);
  // `write` and `end` pass the error on. Between two calls nobody waits for it yet.
  done.catch(() => stream.destroy());
  return {
    async write(chunk: Buffer): Promise<void> {
      if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), done]);
    },
    async end(): Promise<number> {
      stream.end();
      await done;
      return stream.rowCount;
    },
  };
}
