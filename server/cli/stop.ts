import "server-only";
import { log } from "@/server/foundation/log";

type Closer = () => Promise<unknown>;

const closers: Closer[] = [];
let stopping: Promise<void> | null = null;

/**
 * Registers `close` for when this process stops: on SIGINT, SIGTERM or SIGHUP, or because the process that started it
 * has ended. The last registered runs first. A second Ctrl-C ends the process at once; the embedded database's
 * supervisor then stops the database.
 */
export function onStop(close: Closer): void {
  if (closers.length === 0) listen();
  closers.push(close);
}

function listen(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping && signal === "SIGINT") process.exit(130);
      stop("Terrapin stops");
    });
  }
  process.on("disconnect", () => stop("Terrapin stops: the process that started it has ended"));
  // The channel must not keep the process alive.
  process.channel?.unref();
  // The reader of the output may have ended; stopping must go on.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop(""));
}

function stop(message: string): void {
  if (stopping) return;
  console.log(message);
  stopping = runClosers().then(() => process.exit(0));
}

/** Runs `main`; when it fails, closes what it has opened before the error goes on. */
export async function closingOnFailure<T>(main: () => Promise<T>): Promise<T> {
  try {
    return await main();
  } catch (error) {
    // A stop in the middle of starting makes the start fail: that is not an error of its own.
    if (stopping) await stopping;
    await runClosers();
    throw error;
  }
}

async function runClosers(): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      log.error({ error }, "Something failed while Terrapin stopped");
    }
  }
}
