import "server-only";
import { EventEmitter, on } from "node:events";
import pg from "pg";
import { log } from "@/server/foundation/log";
import { outsideRequest } from "@/server/foundation/request-context";
import { type Change, change, channel } from "./change";

type Listener = { emitter: EventEmitter; ready: Promise<void> };
const shared = globalThis as typeof globalThis & { terrapinListener?: Listener };

/** One LISTEN for the whole process. It reconnects without end, and emits `lost` when changes may have been missed. */
function listener(): Listener {
  if (shared.terrapinListener) return shared.terrapinListener;
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: process.env.DATABASE_URL,
      application_name: "terrapin live",
    });
    let closed = false;
    const reconnect = () => {
      if (closed) return;
      closed = true;
      setTimeout(
        () =>
          connect().then(
            () => emitter.emit("lost"),
            () => undefined,
          ),
        1000,
      ).unref();
    };
    client.on("error", reconnect);
    client.on("end", reconnect);
    client.on("notification", ({ payload }) => {
      const read = change.safeParse(payload ? JSON.parse(payload) : null);
      if (read.success) emitter.emit("change", read.data);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      log.warn({ error }, "Listening for changes failed; it is tried again in a second");
      reconnect();
    }
  };
  shared.terrapinListener = { emitter, ready: outsideRequest(connect) };
  return shared.terrapinListener;
}

/** Changes as they happen. `null` means that some may have been missed: the reader queries everything again. */
export async function* changes(signal: AbortSignal): AsyncGenerator<Change | null> {
  const { emitter, ready } = listener();
  const queue = new EventEmitter();
  const onChange = (value: Change) => queue.emit("item", value);
  const onLost = () => queue.emit("item", null);
  emitter.on("change", onChange);
  emitter.on("lost", onLost);
  const stream = on(queue, "item", { signal });
  try {
    await ready;
    yield null;
    for await (const [item] of stream) yield item as Change | null;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    emitter.off("change", onChange);
    emitter.off("lost", onLost);
  }
}
