import "server-only";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { z } from "zod";

/** A small JSON file that is either the old or the new one, whatever happens while it is written. */
export type StateFile<T> = { read: () => T; write: (value: T) => void };

/**
 * State stored in a file, or only in memory when no file is named.
 * @param start the state before anything was written, and in place of an unreadable file
 */
export function stateFile<T>(file: string | null, shape: z.ZodType<T>, start: T): StateFile<T> {
  let value = file === null ? start : (load(file, shape) ?? start);
  return {
    read: () => value,
    write(next) {
      value = next;
      if (file === null) return;
      writeFileSync(`${file}.part`, JSON.stringify(next), { mode: 0o600 });
      renameSync(`${file}.part`, file);
    },
  };
}

function load<T>(file: string, shape: z.ZodType<T>): T | null {
  try {
    const known = shape.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return known.success ? known.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
