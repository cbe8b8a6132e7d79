import "server-only";
import { BackendError } from "@/server/backends/errors";
import { openBackend } from "@/server/backends/open";
import type { Backend, Patience } from "@/server/backends/types";
import { type Credentials, type Options, options, type Trouble, type Vendor } from "./schema";
import type { ConnectionRow } from "./store";
import { Sealed, unseal } from "./vault";

/** The backend of a kept connection. The caller closes it. @throws Sealed when its credentials don't open */
export function openKept(row: ConnectionRow, patience?: Patience): Backend {
  return openGiven(
    { vendor: row.vendor, url: row.url, options: optionsOf(row) },
    row.sealedCredentials === null ? {} : unseal(row.id, row.sealedCredentials),
    patience,
  );
}

export function openGiven(
  to: { vendor: Vendor; url: string; options: Options },
  credentials: Credentials,
  patience?: Patience,
): Backend {
  return openBackend(to, credentials, patience);
}

export const optionsOf = (row: Pick<ConnectionRow, "options">): Options => options.parse(row.options);

/** Any failure of reading a connection, in words for its page. */
export function troubleOf(error: unknown, at: string): Trouble {
  if (error instanceof BackendError) return { what: error.what, why: error.why, todo: error.todo, at };
  if (error instanceof Sealed) {
    return {
      what: "The stored credentials cannot be opened.",
      why: "TERRAPIN_SECRET is not the one they were stored with.",
      todo: "Start Terrapin with the former TERRAPIN_SECRET, or enter the credentials again.",
      at,
    };
  }
  return {
    what: "Terrapin could not keep what it read.",
    why: error instanceof Error ? firstLine(error) : String(error),
    todo: "Nothing is lost: it is read again. If this stays, look at Terrapin's own log.",
    at,
  };
}

/** Without the statement and its parameters, which Drizzle's message is made of. */
function firstLine(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  return (cause.split("\n")[0] ?? "").slice(0, 300);
}
