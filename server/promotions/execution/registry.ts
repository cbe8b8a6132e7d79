import "server-only";
import { openBackend } from "@/server/backends/open";
import type { Registry } from "@/server/backends/types";
import { load } from "@/server/connections/store";
import { unseal } from "@/server/connections/vault";
import type { Ctx } from "@/server/context";
import { Stop } from "./words";

/** What carrying a promotion out needs of a registry. */
export type AliasRegistry = Pick<Registry, "readAlias" | "setAlias">;

/** Opens the registry of a connection for as long as `use` lasts. */
export async function withRegistry<T>(
  ctx: Ctx,
  connection: string,
  use: (registry: AliasRegistry) => Promise<T>,
): Promise<T> {
  const row = await load(ctx.db, connection);
  if (row?.vendor !== "mlflow") {
    throw new Stop({
      what: "The registry's connection is gone.",
      why: "It was removed.",
      todo: "Connect it again.",
    });
  }
  const secret = row.sealedCredentials === null ? {} : unseal(row.id, row.sealedCredentials);
  const backend = openBackend({ vendor: "mlflow", url: row.url, options: {} }, secret);
  try {
    if (!backend.registry) throw new Error(`connection ${connection} has no registry`);
    return await use(backend.registry);
  } finally {
    backend.close();
  }
}
