import "server-only";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { addressOf, requestIdOf } from "@/server/foundation/request";
import { bearer } from "./answer";
import { problemResponse } from "./problem";

/** Who asks. */
type ActorOf = (request: Request, db: Db) => Promise<Actor | null>;
const fromToken: ActorOf = (request, db) => bearer(request, db, addressOf(request.headers), false);

/**
 * Streams text as it is made, for lists too long for memory. A failure before the first piece is answered as a problem;
 * a later one aborts the stream, so that an incomplete file is not taken for a complete one.
 */
export async function answerStream(
  request: Request,
  { db, actor: actorOf = fromToken }: { db: Db; actor?: ActorOf },
  make: (ctx: Ctx, query: URLSearchParams) => { type: string; name: string; pieces: AsyncGenerator<string> },
): Promise<Response> {
  const url = new URL(request.url);
  const requestId = requestIdOf(request.headers);
  try {
    const ip = addressOf(request.headers);
    const actor = await actorOf(request, db);
    const { type, name, pieces } = make(
      { db, actor, requestId, ip, signal: request.signal },
      url.searchParams,
    );
    const first = await pieces.next();
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (!first.done) controller.enqueue(encoder.encode(first.value));
      },
      async pull(controller) {
        const next = await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await pieces.return(undefined);
      },
    });
    return new Response(body, {
      headers: {
        "content-type": type,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
        "x-request-id": requestId,
      },
    });
  } catch (error) {
    return problemResponse(error, { path: url.pathname, requestId });
  }
}
