import "server-only";

type Closer = () => Promise<unknown>;

const closers: Closer[] = [];
let stopping: Promise<void> | null = null;

/**
 * Has `close` run when this process is asked to stop: by SIGINT, SIGTERM or SIGHUP, or because the process that
 * started it has gone. The last registered runs first. A second signal ends the process at once; the embedded
 * database's supervisor then stops the database.
 */
export function onStop(close: Closer): void {
  if (closers.length === 0) listen();
  closers.push(close);
}

function listen(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping && signal === "SIGINT") process.exit(130);
      stop();
    });
  }
  process.on("disconnect", stop);
  // Whoever read our words may be gone, and stopping must go on without them.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", stop);
}

function stop(): void {
  stopping ??= runClosers().then(() => process.exit(0));
}

async function runClosers(): Promise<void> {
  console.log("Terrapin stops");
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      console.error("while stopping:", error);
    }
  }
}
