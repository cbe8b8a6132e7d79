import { vendorOf } from "@/server/backends/vendors";

/** The names of values that are exactly as long as their vendor keeps a value: what was longer ends there. */
export function cutNames(vendor: string, kind: "params" | "tags", values: Record<string, string>): string[] {
  const most = vendorOf(vendor).cutsAt?.[kind];
  if (most === undefined) return [];
  // A vendor counts characters; a string's own length counts some of them twice.
  const isCut = (value: string) => value.length >= most && [...value].length === most;
  return Object.keys(values).filter((name) => isCut(values[name] ?? ""));
}
