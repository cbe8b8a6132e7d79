import "server-only";
import { randomUUID } from "node:crypto";
import type { Db } from "@/server/foundation/db/open";
import { currentRequest } from "@/server/foundation/request-context";

/** Who acts: a person by session or token, or Terrapin's own work. Rights are not in here: they are read each time. */
export type Actor = {
  kind: "person" | "system";
  id: string;
  name: string;
  email: string;
  isOwner: boolean;
  via: "session" | "token" | "job";
};

export type Ctx = {
  db: Db;
  actor: Actor | null;
  requestId: string;
  /** The address asked from, for rate limits; null in jobs. */
  ip: string | null;
  signal?: AbortSignal;
};

/** The context of background work. `job` names it in the audit record. */
export function systemCtx(db: Db, job: string): Ctx {
  return {
    db,
    actor: { kind: "system", id: job, name: job, email: "", isOwner: true, via: "job" },
    requestId: currentRequest()?.requestId ?? randomUUID(),
    ip: null,
  };
}
