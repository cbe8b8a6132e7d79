import { syncConnection } from "@/server/connections/sync/sync";
import { openDb } from "@/server/foundation/db/open";

/** A sync in a process of its own, to be killed: `sync-child.ts DATABASE_URL CONNECTION_ID`. */
const [url = "", connectionId = ""] = process.argv.slice(2);
const { db, close } = openDb(url);
await syncConnection({ db, connectionId, signal: new AbortController().signal });
await close();
