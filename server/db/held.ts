import "server-only";
import type { OpenDb } from "./open";

/** The one pool of this process. Bundles load their own copies of modules: hence globalThis. */
export const held = globalThis as typeof globalThis & { terrapinDb?: OpenDb };

/** Closes this process's pool, if there is one, once its queries have ended. */
export async function closeProcessDb(): Promise<void> {
  await held.terrapinDb?.close();
  held.terrapinDb = undefined;
}
