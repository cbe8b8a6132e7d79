import { z } from "zod";
import { MlflowRefusal } from "./refusal.ts";

const offset = z.object({ offset: z.number().int().nonnegative() });

/** MLflow's page token: a base64 `{"offset": n}`, spelled as in Python. */
const tokenOf = (at: number): string => Buffer.from(`{"offset": ${at}}`).toString("base64");

function offsetOf(token: string): number {
  try {
    return offset.parse(JSON.parse(Buffer.from(token, "base64").toString("utf8"))).offset;
  } catch {
    throw new MlflowRefusal("INVALID_PARAMETER_VALUE", `Invalid page token, could not base64-decode`);
  }
}

/** A page of rows, and the token of the next one where there is one. */
export function pageOf<T>(
  rows: readonly T[],
  size: number,
  token: string | undefined,
): { rows: T[]; next?: string } {
  const from = token ? offsetOf(token) : 0;
  const page = rows.slice(from, from + size);
  return from + size < rows.length ? { rows: page, next: tokenOf(from + size) } : { rows: page };
}

/** The requested page size, within the limits of the route. */
export function sizeOf(given: unknown, fallback: number, max: number): number {
  if (given === undefined || given === null || given === "") return fallback;
  const size = Number(given);
  if (Number.isInteger(size) && size > 0 && size <= max) return size;
  throw new MlflowRefusal(
    "INVALID_PARAMETER_VALUE",
    `Invalid value ${String(given)} for parameter 'max_results' supplied.`,
  );
}
