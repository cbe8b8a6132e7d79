import "server-only";
import { BackendError } from "@/server/backends/errors";
import { openBackend, type Target } from "@/server/backends/open";
import type { Backend, ClientOptions } from "@/server/backends/types";
import { type VendorId, vendorOf } from "@/server/backends/vendors";
import type { Db, Tx } from "@/server/foundation/db/open";
import { outboundNow } from "@/server/outbound/service";
import { type Options, storedOptions, type Trouble } from "./schema";
import type { ConnectionRow } from "./store";
import { CannotUnseal, type Secrets, unseal } from "./vault";

type Behaviour = Omit<ClientOptions, "outbound"> & {
  /** Whether the reader of its failures may know what listens in the network; owners may. */
  exact?: boolean;
};

/**
 * The backend of a stored connection. The caller closes it. Failures are exact where its server has answered before.
 * @throws CannotUnseal when its credentials cannot be decrypted
 */
export async function openStored(
  db: Db | Tx,
  row: ConnectionRow,
  behaviour: Behaviour = {},
): Promise<Backend> {
  const { id: vendor } = vendorOf(row.vendor);
  const secrets = row.sealedCredentials === null ? {} : unseal(row.id, row.sealedCredentials);
  const exact = behaviour.exact || row.answeredOrigin === originOf(row.url);
  return openWith(db, { vendor, url: row.url, options: optionsOf(row) }, secrets, { ...behaviour, exact });
}

/** The backend of a system that need not be stored. Options and secrets were checked against the vendor's schemas. */
export async function openWith(
  db: Db | Tx,
  to: { vendor: VendorId; url: string; options: Options },
  secrets: Secrets,
  { exact = false, ...behaviour }: Behaviour = {},
): Promise<Backend> {
  const outbound = await outboundNow(db, { exact });
  return openBackend({ ...to, credentials: secrets } as Target, { ...behaviour, outbound });
}

export const originOf = (url: string): string => new URL(url).origin;

export const optionsOf = (row: Pick<ConnectionRow, "vendor" | "options">): Options =>
  storedOptions(vendorOf(row.vendor)).parse(row.options);

/** Any failure of a sync or a test, in words for the connection's page. */
export function troubleOf(error: unknown, at: string): Trouble {
  if (error instanceof BackendError) return { what: error.what, why: error.why, todo: error.todo, at };
  if (error instanceof CannotUnseal) {
    return {
      what: "The stored credentials cannot be decrypted.",
      why: "TERRAPIN_SECRET is not the one they were stored with.",
      todo: "Start Terrapin with the former TERRAPIN_SECRET, or enter the credentials again.",
      at,
    };
  }
  return {
    what: "Terrapin could not store what it read.",
    why: error instanceof Error ? firstLine(error) : String(error),
    todo: "Nothing is lost: it is read again. If this stays, look at Terrapin's own log.",
    at,
  };
}

/** Leaves out the SQL and its parameters, which are part of Drizzle's message. */
function firstLine(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  return (cause.split("\n")[0] ?? "").slice(0, 300);
}
