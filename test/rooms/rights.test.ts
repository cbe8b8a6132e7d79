import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roles } from "@/server/access/rights";
import type { OpenDb } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { appRouter, createCaller } from "@/server/router";
import { testDatabase } from "../database";
import { everybody, makeSeededWorld, type SeededWorld, type Who } from "../world/seeded";
import { type ProcedurePath, type Row, rows } from "./rights-rows";

let db: OpenDb;
/** Reading and being turned away change nothing: one world serves all of it. */
let still: SeededWorld;
beforeAll(async () => {
  db = await testDatabase();
  still = await makeSeededWorld(db);
});
afterAll(() => db.close());

const order: Who[] = [...roles, "owner"];

function mayEnter(who: Who, least: Row["least"]): boolean {
  if (least === "open") return true;
  if (who === "nobody") return false;
  if (least === "person") return true;
  return who !== "stranger" && order.indexOf(who) >= order.indexOf(least);
}

/** How a call ends: `done`, or the code and words of its refusal. Anything else is a defect and is thrown. */
async function outcome(
  world: SeededWorld,
  who: Who,
  path: ProcedurePath,
): Promise<{ code: string; words: string }> {
  const stop = new AbortController();
  const caller = createCaller(world.who[who], { signal: stop.signal });
  const call = path
    .split(".")
    .reduce<unknown>((at, word) => (at as Record<string, unknown>)[word], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    const result = await call((rows[path] as Row).input(world));
    if (isIterable(result)) await result[Symbol.asyncIterator]().next();
    return { code: "done", words: "" };
  } catch (error) {
    const cause = error instanceof TRPCError ? error.cause : error;
    if (cause instanceof Refusal) return { code: cause.code, words: cause.message };
    throw error;
  } finally {
    stop.abort();
  }
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

const paths = Object.keys(rows) as ProcedurePath[];
/** A flat record by dotted names at run time, whatever its type says. */
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;

test("every procedure of the router has a row, and no row is of a procedure that is gone", () => {
  expect(paths.toSorted()).toEqual(Object.keys(procedures).toSorted());
});

describe.each(paths)("%s", (path) => {
  const row: Row = rows[path];
  const changes = procedures[path]?._def.type === "mutation";
  for (const who of everybody) {
    if (mayEnter(who, row.least)) {
      test(`lets ${who} in`, async () => {
        const { code, words } = await outcome(changes ? await makeSeededWorld(db) : still, who, path);
        expect(words).not.toMatch(
          /not a member|takes the role|Only an owner|not signed in|account is closed/,
        );
        const expected = typeof row.but === "object" ? row.but[who] : row.but;
        expect(code, words).toBe(expected ?? "done");
      });
    } else {
      test(`turns ${who} away`, async () => {
        const { code } = await outcome(still, who, path);
        expect(code).toBe(who === "nobody" ? "UNAUTHORIZED" : "FORBIDDEN");
      });
    }
  }
});
