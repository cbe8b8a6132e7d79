import "server-only";
import { type TrackedEnvelope, tracked } from "@trpc/server";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { changes } from "./listener";
import type { Change, WatchInput } from "./schema";

/** How long a page's list of projects is trusted before it is read again. */
const trustMs = 10_000;

/**
 * Changes in the projects the reader may see, as they happen; the id of each is the time it was heard at, in ms.
 * What happened after `lastEventId` comes first. Where that is no longer known, and after any gap, comes `null`:
 * the page asks again for all it shows.
 */
export async function* watch(
  ctx: Ctx,
  input: WatchInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrackedEnvelope<Change | null>> {
  const readProjects = async () => new Set((await projectsWith(ctx, "runs.read")).map((s) => s.projectId));
  let mine = await readProjects();
  let readAt = Date.now();
  const after = input?.lastEventId === undefined ? undefined : Number(input.lastEventId);
  for await (const { at, change } of changes(signal ?? new AbortController().signal, after)) {
    if (Date.now() - readAt > trustMs) {
      try {
        mine = await readProjects();
      } catch (error) {
        // Whose account is closed or session over: the page asks again and is turned away itself.
        yield tracked(String(at), null);
        throw error;
      }
      readAt = Date.now();
    }
    if (change === null || change.project === null || mine.has(change.project)) {
      yield tracked(String(at), change);
    }
  }
}
