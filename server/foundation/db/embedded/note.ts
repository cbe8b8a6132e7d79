import "server-only";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "./cannot-start";

const NOTE = "DATABASE-IS-ELSEWHERE.txt";

/** Writes down for people and later starts where the database of a data folder is, when it is not in it. */
export function writeNote(folder: string, home: string): void {
  writeFileSync(
    join(folder, NOTE),
    `The database of this data folder is not in it, because the account that PostgreSQL runs as cannot reach it.\n` +
      `Keep this file: Terrapin finds the database by it.\n\ndata folder: ${folder}\ndatabase: ${home}\n`,
  );
}

/**
 * Where the note says the database is; null without a note. The note of a moved data folder is corrected.
 * @throws CannotStart when following the note would open another folder's database, or a new one in place of a lost one
 */
export function readNote(folder: string): string | null {
  const file = join(folder, NOTE);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, "utf8");
  const home = /^database: (.+)$/m.exec(text)?.[1];
  const from = /^data folder: (.+)$/m.exec(text)?.[1];
  if (!home || !from) {
    throw new CannotStart(
      `${file} does not say where the database is.`,
      "Restore the file, or remove it to begin with an empty database.",
    );
  }
  if (from !== folder && readNoteOf(from) === home) {
    throw new CannotStart(
      `${folder} is a copy of ${from}, and both name the database in ${home}.`,
      `Remove ${file} to begin with an empty database; npm run backup and restore carry the data over.`,
    );
  }
  if (!existsSync(home)) {
    throw new CannotStart(
      `The database of ${folder} was in ${home}, and that folder is gone.`,
      `Bring it back, or remove ${file} to begin with an empty database.`,
    );
  }
  if (from !== folder) writeNote(folder, home);
  return home;
}

function readNoteOf(folder: string): string | null {
  const file = join(folder, NOTE);
  return existsSync(file) ? (/^database: (.+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? null) : null;
}
