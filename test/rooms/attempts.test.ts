import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { countWithin, dropOldAttempts, holdMs } from "@/server/foundation/attempts";
import { type OpenDb, openDb } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { changePassword } from "@/server/people/account";
import { signIn } from "@/server/people/sign-in";
import { testDatabase } from "../database";
import { makeSeededWorld, password, type SeededWorld } from "../world/seeded";
import { refusal } from "./refusals";

/** Limits of guessing, on a database that two processes share. */

let one: OpenDb;
let other: OpenDb;
let world: SeededWorld;
/** How long each try was held back, in milliseconds. */
let held: number[];

beforeAll(async () => {
  one = await testDatabase();
  other = openDb(one.url, { max: 4 });
  world = await makeSeededWorld(one);
});
afterAll(async () => {
  await other.close();
  await one.close();
});
beforeEach(async () => {
  held = [];
  await one.db.execute(sql`delete from attempt_counts`);
});

const emailOf = (who: "viewer" | "owner") => world.who[who].actor?.email ?? "";
const sleep = async (ms: number) => {
  held.push(ms);
};
const guess = (ip: string, email: string, given = "wrong", db = one.db) =>
  signIn(db, { email, password: given, ip }, sleep);
const outcome = (tried: ReturnType<typeof guess>) =>
  tried.then(
    (person) => (person ? "in" : "wrong"),
    (error: unknown) => (error instanceof Refusal ? error.code : "defect"),
  );
/** As if that much time had passed. */
const later = (seconds: number) =>
  one.db.execute(sql`update attempt_counts set last_at = last_at - ${seconds} * interval '1 second',
    forget_at = forget_at - ${seconds} * interval '1 second'`);

describe("wrong passwords from one address", () => {
  test("are turned away after five, before anything is computed for them, over all processes", async () => {
    const tries = Array.from({ length: 40 }, (_, n) =>
      outcome(guess("192.0.2.1", emailOf("viewer"), "wrong", n % 2 ? one.db : other.db)),
    );
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((each) => each === "wrong")).toHaveLength(5);
    expect(outcomes.filter((each) => each === "TOO_MANY_REQUESTS")).toHaveLength(35);
  });

  test("wait longer after each, and a try that comes too early makes it no longer", async () => {
    for (let i = 0; i < 5; i += 1) await guess("192.0.2.2", emailOf("viewer"));
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await refusal(guess("192.0.2.2", emailOf("viewer")));
      const error = await guess("192.0.2.2", emailOf("viewer")).catch((thrown: unknown) => thrown);
      const { retryAfter = 0 } = error as Refusal;
      waits.push(retryAfter);
      await later(retryAfter);
      expect(await outcome(guess("192.0.2.2", emailOf("viewer")))).toBe("wrong");
    }
    expect(waits).toEqual([1, 2, 4, 8]);
  });

  test("on many accounts are turned away too", async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 32; i += 1)
      outcomes.push(await outcome(guess("192.0.2.3", `nobody-${i}@example.com`)));
    expect(outcomes.at(0)).toBe("wrong");
    expect(outcomes.at(-1)).toBe("TOO_MANY_REQUESTS");
  });

  test("of one IPv6 network are one address's", async () => {
    for (let i = 1; i <= 5; i += 1) await guess(`2001:db8:0:1::${i}`, emailOf("viewer"));
    expect(await outcome(guess("2001:db8:0:1::99", emailOf("viewer")))).toBe("TOO_MANY_REQUESTS");
  });

  test("are forgotten after a while, and a right one forgets them", async () => {
    for (let i = 0; i < 4; i += 1) await guess("192.0.2.4", emailOf("viewer"));
    expect(await outcome(guess("192.0.2.4", emailOf("viewer"), password))).toBe("in");
    for (let i = 0; i < 5; i += 1) expect(await outcome(guess("192.0.2.4", emailOf("viewer")))).toBe("wrong");
    await later(1000);
    expect(await outcome(guess("192.0.2.4", emailOf("viewer")))).toBe("wrong");
  });
});

test("strangers at many addresses slow an account down and lock nobody out of it", async () => {
  for (let i = 0; i < 30; i += 1) await guess(`198.51.100.${i}`, emailOf("owner"));
  const grown = held.filter((ms, n) => n > 0 && ms > (held[n - 1] ?? 0));
  expect(grown.length).toBeGreaterThan(3);
  expect(Math.max(...held)).toBe(4000);
  expect(await outcome(guess("192.0.2.50", emailOf("owner"), password))).toBe("in");
  held = [];
  await guess("192.0.2.50", emailOf("owner"), password);
  expect(held.filter((ms) => ms > 2000)).toEqual([]);
});

test("tries on all accounts together are held back, and none is turned away", async () => {
  for (let i = 0; i < 70; i += 1) {
    const tried = outcome(guess(`203.0.113.${i}`, `someone-${i}@example.com`));
    expect(await tried).toBe("wrong");
  }
  expect(held.length).toBeGreaterThan(5);
  expect(Math.max(...held)).toBe(2000);
});

test("somebody signed in cannot guess the present password either", async () => {
  const next = "another one, long enough";
  const given = (current: string) =>
    refusal(changePassword(world.who.viewer, { current, next, endTokens: false }));
  for (let i = 0; i < 5; i += 1) expect((await given("wrong")).code).toBe("FORBIDDEN");
  expect((await given(password)).code).toBe("TOO_MANY_REQUESTS");
});

test("a count begins anew when its time is over, and old rows are removed", async () => {
  const once = { limit: 1, seconds: 60 };
  expect(await countWithin(one.db, ["x"], once)).toEqual({ count: 1 });
  expect(await countWithin(other.db, ["x"], once)).toMatchObject({ waitMs: expect.any(Number) });
  await later(61);
  expect(await countWithin(one.db, ["x"], once)).toEqual({ count: 1 });
  await later(61);
  await dropOldAttempts(one.db);
  const { rows } = await one.db.execute(sql`select key from attempt_counts`);
  expect(rows).toEqual([]);
});

test("what is held back grows to its cap", () => {
  const limits = { free: 2, capMs: 900 };
  expect([1, 2, 3, 4, 5, 99].map((count) => holdMs(count, limits))).toEqual([0, 0, 250, 500, 900, 900]);
});
