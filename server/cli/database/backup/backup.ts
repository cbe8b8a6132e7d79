import "server-only";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import { schemaVersionOf } from "@/server/cli/database/migrate";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { frame } from "./frames";
import { columnsOf, readCounters, tablesInOrder } from "./tables";

export const header = z.object({
  format: z.literal("terrapin backup 1"),
  /** the last migration of the database it was made from */
  schema: z.string(),
  madeAt: z.string(),
  /** tells whether a secret is the one that stored credentials were encrypted with */
  secret: z.string(),
});
const counter = z.object({ table: z.string(), column: z.string(), next: z.string() });
export const end = z.object({ rows: z.record(z.string(), z.number()), counters: z.array(counter) });
export type Counts = Record<string, number>;

/** Recognises a secret without telling anything of it. */
export const secretMark = (secret: string): string =>
  createHash("sha256").update(`terrapin backup ${secret}`).digest("hex").slice(0, 16);

/**
 * Writes every table, as of one moment, into one compressed file; people go on working meanwhile. The file appears
 * under its name only when it is whole, readable by its owner alone.
 * @returns rows of each table
 * @throws CannotStart when the file exists, or the database has no tables of ours
 */
export async function backup(url: string, secret: string, file: string): Promise<Counts> {
  if (await exists(file))
    throw new CannotStart(`${file} exists already.`, "Name another file, or remove it first.");
  const client = new pg.Client({ connectionString: url, application_name: "terrapin backup" });
  await client.connect();
  const half = `${file}.partial`;
  const counts: Counts = {};
  try {
    await client.query("begin isolation level repeatable read read only");
    const schema = await schemaVersionOf(client);
    if (!schema)
      throw new CannotStart("There is nothing to back up: the database has no tables of Terrapin yet.");
    const mark = secretMark(secret);
    const frames = Readable.from(dump(client, { schema, mark }, counts), { objectMode: false });
    await pipeline(frames, createGzip({ level: 6 }), createWriteStream(half, { mode: 0o600 }));
    await rename(half, file);
    return counts;
  } finally {
    await rm(half, { force: true });
    await client.end();
  }
}

async function* dump(client: pg.Client, from: { schema: string; mark: string }, counts: Counts) {
  const about: z.input<typeof header> = {
    format: "terrapin backup 1",
    schema: from.schema,
    madeAt: new Date().toISOString(),
    secret: from.mark,
  };
  yield frame("header", about);
  for (const table of await tablesInOrder(client)) {
    yield frame("table", table);
    const rows = client.query(copyTo(`copy ${columnsOf(table)} to stdout`));
    for await (const chunk of rows) yield frame("data", chunk as Buffer);
    counts[table.name] = rows.rowCount;
  }
  // Counters stand outside the snapshot; read after it, they are past every row of it.
  yield frame("end", { rows: counts, counters: await readCounters(client) });
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
