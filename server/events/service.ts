import "server-only";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Change } from "./change";
import { changes } from "./listener";

/** How old the list of the reader's projects may get before it is read again. */
const projectsAgeMs = 10_000;

/**
 * Changes in the projects the reader may see, as they happen. The first item, and one after any gap,
 * is `null`: changes may have been missed, so the page queries all it shows again.
 */
export async function* watch(ctx: Ctx, signal: AbortSignal | undefined): AsyncGenerator<Change | null> {
  const readProjects = async () => new Set((await projectsWith(ctx, "runs.read")).map((s) => s.projectId));
  let mine = await readProjects();
  let readAt = Date.now();
  for await (const item of changes(signal ?? new AbortController().signal)) {
    if (Date.now() - readAt > projectsAgeMs) {
      mine = await readProjects();
      readAt = Date.now();
    }
    if (item === null || item.project === null || mine.has(item.project)) yield item;
  }
}
