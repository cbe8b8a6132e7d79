import "server-only";
import { z } from "zod";
import type { Ctx } from "@/server/context";
import { decodeCursor, encodeCursor } from "@/server/paging";
import { projectsWith } from "@/server/people/access";
import { id } from "@/server/shapes";
import { countLive, countMatching } from "./list/count";
import { queryOf } from "./list/keys";
import { findPage } from "./list/page";
import { rowsOf } from "./list/rows";
import type { ListRuns, Run, RunCounts, RunFilter } from "./schema";
import type { Sort } from "./sort";

/** Where a page ended: the order it belongs to, the stretch of it (list/segments.ts), the last key and run. */
const cursorOf = (order: string, sort: Sort) =>
  z
    .object({ s: z.literal(order), g: z.number().int().min(0).max(2), k: z.string().max(40).nullable(), id })
    .refine(
      ({ g, k }) => k === null || (sort.by === "metric" && g < 2 ? isFloat(k) : /^-?\d{1,15}$/.test(k)),
    );

const isFloat = (text: string) =>
  /^-?Infinity$/.test(text) || (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(text) && Number.isFinite(Number(text)));

/** Runs of one project, or of all the reader may see, in any order, narrowed down. */
export async function list(ctx: Ctx, input: ListRuns): Promise<{ items: Run[]; nextCursor: string | null }> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const { sort, cursor, limit } = input;
  const order = JSON.stringify(sort);
  const from = cursor === undefined ? null : decodeCursor(cursorOf(order, sort), cursor);
  const query = await queryOf(ctx.db, scopes, input, sort);
  const after = from && { segment: from.g, k: from.k, id: from.id };
  const found = await findPage(ctx.db, query, sort, { after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const items = await rowsOf(
    ctx.db,
    page.map((place) => place.id),
    metricsWanted(input),
  );
  const last = page.at(-1);
  const more = found.length > limit && last;
  return {
    items,
    nextCursor: more ? encodeCursor({ s: order, g: last.segment, k: last.k, id: last.id }) : null,
  };
}

function metricsWanted({ metrics, sort, filter }: ListRuns): string[] {
  const asked = metrics?.split(",").map((name) => name.trim()) ?? [];
  const filtered = filter?.flatMap((c) => (c.on === "metrics" ? [c.name] : [])) ?? [];
  return [...new Set([...(sort.by === "metric" ? [sort.name] : []), ...filtered, ...asked])]
    .filter(Boolean)
    .slice(0, 20);
}

/** How many runs a filter leaves, how many there are, and how many are not over; counting stops at a bound. */
export async function counts(ctx: Ctx, input: RunFilter): Promise<RunCounts> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const projects = scopes.map((scope) => scope.projectId);
  const query = await queryOf(ctx.db, scopes, input);
  const everything = { projects, filter: {}, keys: query.keys };
  const [matching, all, live] = await Promise.all([
    countMatching(ctx.db, query),
    countMatching(ctx.db, everything),
    countLive(ctx.db, projects),
  ]);
  return { matching, all, live };
}
