import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicActor, record } from "@/server/audit/record";
import type { ListAudit } from "@/server/audit/schema";
import { choices, list } from "@/server/audit/service";
import { type Ctx, systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";
import { makeProject } from "./models-world";
import { refusal } from "./refusals";

let open: OpenDb;
let here: Awaited<ReturnType<typeof makeProject>>;
let there: Awaited<ReturnType<typeof makeProject>>;
/** The record is in order of the ids; several events share an instant. */
const at = (n: number) => new Date(Date.UTC(2020, 0, 1, 0, Math.floor(n / 3))).toISOString();

beforeAll(async () => {
  open = await testDatabase();
  here = await makeProject(open, "here");
  there = await makeProject(open, "there");
  const system = systemCtx(open.db, "expiry");
  await open.db.transaction((tx) =>
    record(tx, here.as.maintainer.actor ?? publicActor, {
      ...{
        action: "environment.created",
        project: here.project.id,
        subject: { kind: "environment", id: "1" },
      },
    }),
  );
  for (let n = 0; n < 30; n += 1) {
    const { actor } = n % 5 === 4 ? system : n % 2 ? here.as.approver : here.as.maintainer;
    if (!actor) throw new Error("nobody acts");
    await open.db.transaction((tx) =>
      record(
        tx,
        actor,
        {
          action: n % 3 ? "policy.changed" : "promotion.approved",
          project: n % 10 === 9 ? there.project.id : here.project.id,
          subject: { kind: "thing", id: String(n) },
        },
        at(n),
      ),
    );
  }
});
afterAll(() => open.close());

/** The numbers of the events of a list, read in pages of `limit`. */
async function read(who: Ctx, input: Partial<ListAudit>, limit = 200): Promise<number[]> {
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(who, { subjectKind: "thing", order: "newest", ...input, limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    seen.push(...page.items.map(({ subject }) => Number(subject.id)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}
const numbers = (keep: (n: number) => boolean) =>
  Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 10 !== 9 && keep(n));
const all = () => numbers(() => true);

describe.each([1, 4, 7])("in pages of %i", (limit) => {
  test("the oldest come first, each once", async () => {
    expect(await read(here.as.viewer, { order: "oldest" }, limit)).toEqual(all());
  });
  test("the newest come first, each once", async () => {
    expect(await read(here.as.viewer, {}, limit)).toEqual(all().toReversed());
  });
});

test("pages go on from where the last one ended, also when events come meanwhile", async () => {
  const first = await list(here.as.viewer, { subjectKind: "thing", order: "oldest", limit: 27 });
  expect(first.nextCursor).toBeNull();
  const part = await list(here.as.viewer, { subjectKind: "thing", order: "newest", limit: 5 });
  const { actor } = here.as.approver;
  if (!actor) throw new Error("nobody acts");
  const entry = { action: "policy.changed", project: here.project.id, subject: { kind: "late", id: "1" } };
  await open.db.transaction((tx) => record(tx, actor, entry));
  const rest = await list(here.as.viewer, {
    ...{ subjectKind: "thing", order: "newest" as const, limit: 50 },
    cursor: part.nextCursor ?? undefined,
  });
  expect([...part.items, ...rest.items].map(({ subject }) => Number(subject.id))).toEqual(all().toReversed());
});

test.each([
  [
    "a person",
    (): Partial<ListAudit> => ({ person: here.as.approver.actor?.id }),
    (n: number) => n % 5 !== 4 && n % 2 === 1,
  ],
  ["what Terrapin did by itself", () => ({ person: "system" }), (n: number) => n % 5 === 4],
  ["people without an account", () => ({ person: "public" }), () => false],
  ["an action", () => ({ action: "policy.changed" }), (n: number) => n % 3 !== 0],
  ["a noun's actions", () => ({ action: "promotion." }), (n: number) => n % 3 === 0],
  [
    "times, from the first up to before the last",
    () => ({ from: at(6), to: at(12) }),
    (n: number) => n >= 6 && n < 12,
  ],
  [
    "all of these at once",
    () => ({ person: here.as.maintainer.actor?.id, action: "policy.changed", from: at(6) }),
    (n: number) => n % 5 !== 4 && n % 2 === 0 && n % 3 !== 0 && n >= 6,
  ],
])("it is narrowed to %s", async (_, input, keep) => {
  expect(await read(here.as.viewer, { ...input(), order: "oldest" }, 3)).toEqual(numbers(keep));
});

test("an action is taken literally", async () => {
  expect(await read(here.as.viewer, { action: "p%" })).toEqual([]);
});

test("what one can narrow to is what there is in one's projects", async () => {
  const mine = await choices(here.as.viewer, { project: here.project.slug });
  expect(mine.actions).toEqual(["environment.created", "policy.changed", "promotion.approved"]);
  expect(mine.people.map(({ id }) => id)).toEqual(
    expect.arrayContaining([here.as.approver.actor?.id, here.as.maintainer.actor?.id, "system"]),
  );
  expect(mine.people.map(({ id }) => id)).not.toContain("public");
  const theirs = await choices(there.as.viewer, {});
  expect(theirs.actions).not.toContain("environment.created");
  expect((await refusal(choices(there.as.viewer, { project: here.project.slug }))).code).toBe("FORBIDDEN");
});

test("a cursor of before, which named an id alone, is refused", async () => {
  const cursor = Buffer.from('"7"').toString("base64url");
  const refused = await refusal(list(here.as.viewer, { limit: 5, order: "newest", cursor }));
  expect(refused.code).toBe("BAD_REQUEST");
});
