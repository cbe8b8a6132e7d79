import "server-only";
import { dirname } from "node:path";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "";
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Why a file could not be written, in words for the person who named it. */
export function writeError(file: string, error: unknown): CannotStart {
  const folder = dirname(file);
  const [why, todo] = writeReason(codeOf(error), folder) ?? [
    messageOf(error),
    "Name a file in another folder.",
  ];
  return new CannotStart(`${file} cannot be written: ${why}.`, todo);
}

function writeReason(code: string, folder: string): [why: string, todo: string] | null {
  const elsewhere = "name a file in another folder";
  switch (code) {
    case "ENOENT":
      return [`the folder ${folder} does not exist`, `Make it first (mkdir -p ${folder}), or ${elsewhere}.`];
    case "ENOTDIR":
      return [`${folder} is not a folder`, `Name a file in a folder.`];
    case "EACCES":
    case "EPERM":
      return [
        `your account may not write in ${folder}`,
        `Change the rights of that folder, or ${elsewhere}.`,
      ];
    case "EROFS":
      return [`the disk of ${folder} is mounted read-only`, `Name a file on another disk.`];
    case "ENOSPC":
    case "EDQUOT":
      return [
        `the disk of ${folder} is full`,
        "Free some space or name a file on another disk. Nothing was kept.",
      ];
    default:
      return null;
  }
}

/** Why a file could not be read, in words for the person who named it. */
export function readError(file: string, error: unknown): CannotStart {
  switch (codeOf(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new CannotStart(
        `There is no file ${file}.`,
        "Check the name. One that does not begin with / counts from the folder you typed the command in.",
      );
    case "EISDIR":
      return new CannotStart(`${file} is a folder.`, "Name the file in it that npm run backup made.");
    case "EACCES":
    case "EPERM":
      return new CannotStart(
        `${file} cannot be read: your account may not read it.`,
        "A backup can be read by the account that made it. Run this as that account, or change the file's rights.",
      );
    default:
      return new CannotStart(`${file} cannot be read: ${messageOf(error)}.`);
  }
}
