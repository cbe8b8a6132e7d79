import "server-only";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { connect } from "../connect";
import { schemaVersionOf } from "../migrations";
import { type Counts, type Header, secretMark } from "./contents";
import { frame } from "./frames";
import { columnsOf, readCounters, tablesInOrder } from "./tables";

/**
 * Writes every table, as of one moment, compressed into a stream, and ends it. People go on working meanwhile.
 * @returns rows of each table
 * @throws CannotStart when the database has no tables of ours
 */
export async function backup(url: string, secret: string, into: Writable): Promise<Counts> {
  const client = await connect(url, "terrapin backup");
  const counts: Counts = {};
  try {
    await client.query("begin isolation level repeatable read read only");
    const schema = await schemaVersionOf(client);
    if (!schema)
      throw new CannotStart("There is nothing to back up: the database has no tables of Terrapin yet.");
    const mark = secretMark(secret);
    const frames = Readable.from(dump(client, { schema, mark }, counts), { objectMode: false });
    await pipeline(frames, createGzip({ level: 6 }), into);
    return counts;
  } finally {
    await client.end();
  }
}

async function* dump(client: pg.Client, from: { schema: string; mark: string }, counts: Counts) {
  const about: Header = {
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
  // Counters are outside the snapshot. Read after it, they are past every row of it.
  yield frame("end", { rows: counts, counters: await readCounters(client) });
}
