import "server-only";
import { resolve } from "node:path";

/** Relative to where the person typed the command: npm itself changes to the top of the repository. */
export const typedPath = (file: string): string => resolve(process.env.INIT_CWD ?? ".", file);
