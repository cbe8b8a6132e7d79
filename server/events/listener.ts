import "server-only";
import { EventEmitter, on } from "node:events";
import pg from "pg";
import { log } from "@/server/foundation/log";
import { outsideRequest } from "@/server/foundation/request-context";
import { type Change, change, channel } from "./schema";

/** A change and when this process heard of it, in ms. `null` means that some may have been missed. */
export type Heard = { at: number; change: Change | null };

type Listener = {
  emitter: EventEmitter;
  ready: Promise<void>;
  /** What was heard last, oldest first. */
  recent: Heard[];
  /** From when on nothing was missed, in ms. */
  since: number;
};

const shared = globalThis as typeof globalThis & { terrapinListener?: Listener };

/** How long changes are kept, for pages that were rendered a moment before they began to listen. */
const keptMs = 60_000;
/** How far the clocks of two servers may differ. */
const skewMs = 5000;

/** One LISTEN for the whole process. It reconnects without end, and emits `null` when changes may have been missed. */
export function startListening(): Listener {
  if (shared.terrapinListener) return shared.terrapinListener;
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const listener: Listener = {
    emitter,
    ready: Promise.resolve(),
    recent: [],
    since: Number.POSITIVE_INFINITY,
  };
  shared.terrapinListener = listener;
  const hear = (value: Change | null) => {
    const heard = { at: Date.now(), change: value };
    const from = heard.at - keptMs - skewMs;
    listener.recent = [...listener.recent.filter(({ at }) => at > from), heard];
    emitter.emit("heard", heard);
  };
  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: process.env.DATABASE_URL,
      application_name: "terrapin live",
    });
    let closed = false;
    const reconnect = () => {
      if (closed) return;
      closed = true;
      listener.since = Number.POSITIVE_INFINITY;
      setTimeout(
        () =>
          connect().then(
            () => hear(null),
            () => undefined,
          ),
        1000,
      ).unref();
    };
    client.on("error", reconnect);
    client.on("end", reconnect);
    client.on("notification", ({ payload }) => {
      const read = change.safeParse(payload ? JSON.parse(payload) : null);
      if (read.success) hear(read.data);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      listener.since = Date.now();
    } catch (error) {
      log.warn({ error }, "Listening for changes failed; it is tried again in a second");
      reconnect();
    }
  };
  listener.ready = outsideRequest(connect);
  return listener;
}

/**
 * Changes as they happen.
 * @param after what was heard after this time (ms) comes first, where all of it is still known; else `null` does
 */
export async function* changes(signal: AbortSignal, after?: number): AsyncGenerator<Heard> {
  const listener = startListening();
  const stream = on(listener.emitter, "heard", { signal });
  try {
    await listener.ready;
    const from = after === undefined ? Number.NEGATIVE_INFINITY : after - skewMs;
    if (from >= Math.max(listener.since, Date.now() - keptMs)) {
      yield* listener.recent.filter(({ at }) => at > from);
    } else {
      yield { at: Date.now(), change: null };
    }
    for await (const [heard] of stream) yield heard as Heard;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stream.return?.();
  }
}
