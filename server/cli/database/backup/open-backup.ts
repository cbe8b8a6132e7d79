import "server-only";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { isKnownSchema } from "../migrations";
import { type Header, header } from "./contents";
import { readError } from "./file-errors";
import { CutOff, type Frame, readFrames } from "./frames";

/** A backup whose header was read. Its other frames are read as they are asked for, once. */
export type OpenBackup = { file: string; about: Header; frames: AsyncGenerator<Frame> };

/** @throws CannotStart when the file cannot be read, is no backup, or was made by a later version */
export async function openBackup(file: string): Promise<OpenBackup> {
  const frames = framesOf(file);
  const { value } = await frames.next();
  const about = value?.kind === "header" ? parsePayload(header, value.payload) : null;
  if (!about) throw notBackup(file);
  if (!isKnownSchema(about.schema)) {
    throw new CannotStart(
      `${file} was made on ${about.madeAt} by a newer Terrapin, whose tables this one does not know.`,
      "Restore it with that version or a later one.",
    );
  }
  return { file, about, frames };
}

/** What a frame's JSON says; null when it is no JSON or of another shape. */
export function parsePayload<T>(shape: z.ZodType<T>, payload: Buffer): T | null {
  try {
    return shape.safeParse(JSON.parse(payload.toString())).data ?? null;
  } catch {
    return null;
  }
}

const anotherCopy = "Nothing was restored. Take another copy of it, or another backup.";
export const damaged = (file: string, why: string) =>
  new CannotStart(`${file} is damaged: ${why}.`, anotherCopy);
export const cutOff = (file: string) =>
  new CannotStart(`${file} is not whole: its end is missing.`, anotherCopy);
const notBackup = (file: string) =>
  new CannotStart(`${file} is not a backup of Terrapin.`, "Name a file that npm run backup made.");

async function* framesOf(file: string): AsyncGenerator<Frame> {
  const bytes = createReadStream(file);
  const plain = bytes.pipe(createGunzip());
  bytes.once("error", (error) => plain.destroy(readError(file, error)));
  let read = 0;
  try {
    for await (const frame of readFrames(plain)) {
      yield frame;
      read += 1;
    }
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    if (error instanceof CutOff || (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR")
      throw cutOff(file);
    throw read === 0 ? notBackup(file) : damaged(file, (error as Error).message);
  }
}
