import type { z } from "zod";
import { Refusal } from "./errors";

/** An opaque keyset cursor: the sort values of the last row seen. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Decodes a cursor. @throws Refusal BAD_REQUEST for one that encodeCursor did not make for this schema */
export function decodeCursor<T extends z.ZodType>(schema: T, text: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    value = undefined;
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    throw new Refusal("BAD_REQUEST", {
      what: "This cursor is not valid.",
      why: "It was changed, or belongs to another list or sort order.",
      todo: "Start again without a cursor.",
    });
  }
  return read.data;
}
