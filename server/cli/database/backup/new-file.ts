import "server-only";
import { type FileHandle, lstat, open, rename, rm } from "node:fs/promises";
import { Writable } from "node:stream";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { writeError } from "./file-errors";

/**
 * Lets `write` fill a new file, readable by its owner only. The file appears under its name when all of it is on the
 * disk; when anything fails before, nothing is left of it.
 * @param interrupt stops the writing
 * @throws CannotStart when the file exists or cannot be written, or when the writing was interrupted
 */
export async function writeNewFile<T>(
  file: string,
  write: (into: Writable) => Promise<T>,
  interrupt?: AbortSignal,
): Promise<T> {
  await refuseExisting(file);
  const partial = `${file}.${process.pid}.partial`;
  const handle = await orExplain(file, () => open(partial, "wx", 0o600));
  try {
    const written = await write(streamTo(handle, file, interrupt));
    await orExplain(file, async () => {
      await handle.sync();
      await handle.close();
      await rename(partial, file);
    });
    return written;
  } catch (error) {
    if (interrupt?.aborted) throw new CannotStart(`${file} was not written: you stopped it.`);
    throw error;
  } finally {
    await handle.close();
    await rm(partial, { force: true });
  }
}

function streamTo(handle: FileHandle, file: string, signal?: AbortSignal): Writable {
  const into = new Writable({
    signal,
    write(chunk: Buffer, _encoding, done) {
      handle.writeFile(chunk).then(
        () => done(),
        (error: unknown) => done(writeError(file, error)),
      );
    },
  });
  // An interrupt may come before anybody listens to the stream; whoever writes to it later is refused.
  into.on("error", () => {});
  return into;
}

async function refuseExisting(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (!found) return;
  if (found.isDirectory())
    throw new CannotStart(
      `${file} is a folder.`,
      `Name a file in it: npm run backup ${file}/terrapin.backup`,
    );
  throw new CannotStart(`${file} exists already.`, "Name another file, or remove it first.");
}

async function orExplain<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw writeError(file, error);
  }
}
