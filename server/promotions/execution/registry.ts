import "server-only";
import type { Backend, Registry } from "@/server/backends/types";
import { troubleOf } from "@/server/connections/open";
import { openConnection } from "@/server/connections/service";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { ExecutionFailure } from "./words";

export type RegistryBackend = Backend & { registry: Registry };

/**
 * Opens the system of a connection for as long as `use` lasts.
 * @throws ExecutionFailure when it cannot be opened
 */
export async function withRegistry<T>(
  ctx: Ctx,
  connection: string,
  use: (backend: RegistryBackend) => Promise<T>,
): Promise<T> {
  const backend = await open(ctx, connection);
  try {
    const { registry } = backend;
    if (!registry) throw new Error(`connection ${connection} has no registry`);
    return await use({ ...backend, registry });
  } finally {
    backend.close();
  }
}

async function open(ctx: Ctx, connection: string): Promise<Backend> {
  try {
    return await openConnection(ctx.db, connection);
  } catch (error) {
    if (error instanceof Refusal) {
      const { what, why, todo } = error.words;
      throw new ExecutionFailure({
        what,
        why: why ?? "It was removed.",
        todo: todo ?? "Connect the registry again.",
      });
    }
    throw new ExecutionFailure(troubleOf(error, new Date().toISOString()));
  }
}
