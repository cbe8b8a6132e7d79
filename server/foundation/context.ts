import "server-only";
import { randomUUID } from "node:crypto";
import type { Db } from "@/server/foundation/db/open";
import { currentRequest } from "@/server/foundation/request-context";

/** Who acts: a person by session or token, or a job. It carries no rights: those are read from the database each time. */
export type Actor = {
  kind: "person" | "system";
  id: string;
  name: string;
  email: string;
  isOwner: boolean;
  via: "session" | "token" | "job";
  /** the id of the session, of who acts by one */
  session?: string;
  /** The token it acts by. */
  tokenId?: string;
};

export type Ctx = {
  db: Db;
  actor: Actor | null;
  requestId: string;
  /** The address asked from, for rate limits; null in jobs. */
  ip: string | null;
  signal?: AbortSignal;
};

/** The context of a background job. `job` is its name in the audit record. */
export function systemCtx(db: Db, job: string): Ctx {
  return {
    db,
    actor: { kind: "system", id: job, name: job, email: "", isOwner: true, via: "job" },
    requestId: currentRequest()?.requestId ?? randomUUID(),
    ip: null,
  };
}
