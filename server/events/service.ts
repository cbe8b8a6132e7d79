import "server-only";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Change } from "./change";
import { changes } from "./listener";

/** How long a page's list of projects is trusted before it is read again. */
const trustMs = 10_000;

/**
 * Changes in the projects the reader may see, as they happen. The first item, and one after any gap,
 * is `null`: what was missed is not known, so the page asks again for all it shows.
 */
export async function* watch(ctx: Ctx, signal: AbortSignal | undefined): AsyncGenerator<Change | null> {
  const readProjects = async () => new Set((await projectsWith(ctx, "runs.read")).map((s) => s.projectId));
  let mine = await readProjects();
  let readAt = Date.now();
  for await (const item of changes(signal ?? new AbortController().signal)) {
    if (Date.now() - readAt > trustMs) {
      mine = await readProjects();
      readAt = Date.now();
    }
    if (item === null || item.project === null || mine.has(item.project)) yield item;
  }
}
