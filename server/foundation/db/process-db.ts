import "server-only";
import { type OpenDb, openDb } from "./open";

/** The one pool of this process. Bundles load their own copies of modules, so it is on globalThis. */
const shared = globalThis as typeof globalThis & { terrapinDb?: OpenDb };

/** The one pool of this process, on `DATABASE_URL`. */
export function processDb(): OpenDb {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: Terrapin is started by `npm run up`, which sets it.");
  shared.terrapinDb ??= openDb(url);
  return shared.terrapinDb;
}

/** Closes this process's pool, if there is one, after its running queries. */
export async function closeProcessDb(): Promise<void> {
  await shared.terrapinDb?.close();
  shared.terrapinDb = undefined;
}
