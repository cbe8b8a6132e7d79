import "server-only";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import { migrate, ownSchemaVersion } from "@/server/cli/database/migrate";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { type Counts, end, header, secretMark } from "./backup";
import { type Frame, readFrames } from "./frames";
import { columnsOf, quoted, setCounters, tablesInOrder } from "./tables";

export type Restored = {
  madeAt: string;
  /** rows of each table */
  counts: Counts;
  /** false: stored credentials were encrypted with another secret and cannot be read here */
  sameSecret: boolean;
};

const table = z.object({ name: z.string(), columns: z.array(z.string()) });

/**
 * Fills an empty database from a backup, all or nothing.
 * @throws CannotStart when the file is no whole backup, comes from another version, or the database holds data
 */
export async function restore(url: string, secret: string, file: string): Promise<Restored> {
  const frames = framesOf(file);
  const about = await readHeader(frames, file);
  await migrate(url);
  const client = new pg.Client({ connectionString: url, application_name: "terrapin restore" });
  await client.connect();
  try {
    await client.query("begin");
    await refuseUnlessEmpty(client);
    const counts = await fill(client, frames, file);
    await client.query("commit");
    await client.query("analyze");
    return { madeAt: about.madeAt, counts, sameSecret: about.secret === secretMark(secret) };
  } finally {
    await client.end();
  }
}

async function* framesOf(file: string): AsyncGenerator<Frame> {
  const bytes = createReadStream(file);
  const plain = bytes.pipe(createGunzip());
  bytes.once("error", (error) => plain.destroy(error));
  try {
    yield* readFrames(plain);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new CannotStart(`There is no file ${file}.`);
    throw new CannotStart(`${file} is not a whole backup of Terrapin: ${message}.`, "Nothing was restored.");
  }
}

async function readHeader(frames: AsyncGenerator<Frame>, file: string): Promise<z.infer<typeof header>> {
  const { value } = await frames.next();
  const { data } = header.safeParse(value?.kind === "header" ? JSON.parse(value.payload.toString()) : null);
  if (!data) throw new CannotStart(`${file} is not a backup of Terrapin.`);
  if (data.schema !== ownSchemaVersion()) {
    throw new CannotStart(
      `${file} was made on ${data.madeAt} by another version of Terrapin, whose tables differ.`,
      "Restore it with that version; the next start of this one then brings the tables up to date.",
    );
  }
  return data;
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

async function fill(client: pg.Client, frames: AsyncGenerator<Frame>, file: string): Promise<Counts> {
  const counts: Counts = {};
  let copy: { into: ReturnType<typeof copyInto>; name: string } | null = null;
  for await (const { kind, payload } of frames) {
    if (kind === "data" && copy) {
      await copy.into.write(payload);
      continue;
    }
    if (copy) counts[copy.name] = await copy.into.end();
    copy = null;
    if (kind === "table") {
      const next = table.parse(JSON.parse(payload.toString()));
      copy = { into: copyInto(client, `copy ${columnsOf(next)} from stdin`), name: next.name };
    }
    if (kind === "end") {
      const { rows, counters } = end.parse(JSON.parse(payload.toString()));
      refuseUnlessWhole(rows, counts, file);
      await setCounters(client, counters);
      return counts;
    }
  }
  throw new CannotStart(`${file} is not whole: its end is missing.`, "Nothing was restored.");
}

function copyInto(client: pg.Client, statement: string) {
  const stream = client.query(copyFrom(statement));
  const done = finished(stream);
  // Whoever writes or ends is told; between the two nobody listens yet.
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

function refuseUnlessWhole(promised: Counts, counts: Counts, file: string): void {
  const short = Object.keys(promised).find((name) => promised[name] !== counts[name]);
  if (!short) return;
  throw new CannotStart(`${file} is damaged: ${short} has ${counts[short] ?? 0} of ${promised[short]} rows.`);
}
