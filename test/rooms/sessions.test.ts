import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { announce } from "@/server/events/announce";
import { watch } from "@/server/events/service";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { generalNetwork } from "@/server/foundation/network";
import { changePassword } from "@/server/people/account";
import { change, resetPassword } from "@/server/people/service";
import { clientWords } from "@/server/people/sessions/client-words";
import {
  actorOfSession,
  type Begun,
  begin,
  dropOldSessions,
  end,
  endOthers,
  list,
  signOut,
} from "@/server/people/sessions/service";
import { actorOfToken } from "@/server/people/sign-in";
import { create as createToken } from "@/server/people/tokens/service";
import { testDatabase } from "../database";
import { makeSeededWorld, password, type SeededWorld } from "../world/seeded";
import { refusal } from "./refusals";

let open: OpenDb;
let world: SeededWorld;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());
beforeEach(async () => {
  world = await makeSeededWorld(open);
});

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const from = { ip: "203.0.113.77", userAgent: firefox };
const idOf = (ctx: Ctx) => ctx.actor?.id ?? "";
const viewer = () => idOf(world.who.viewer);
const start = (id = viewer()) => begin(open.db, id, from);
const works = async (cookie: Begun) => (await actorOfSession(open.db, cookie, from)) !== null;
/** The context of a request with this cookie. */
const as = async (cookie: Begun): Promise<Ctx> => ({
  ...world.who.viewer,
  actor: await actorOfSession(open.db, cookie, from),
});
const next = "another one, long enough";

describe("a session ends for every copy of its cookie", () => {
  test("when its person signs out, and no other ends with it", async () => {
    const [one, other] = [await start(), await start()];
    expect(await works(one)).toBe(true);
    await signOut(open.db, one);
    expect(await works(one)).toBe(false);
    expect(await works(other)).toBe(true);
  });

  test("when the password is changed or reset", async () => {
    const one = await start();
    await changePassword(world.who.viewer, { current: password, next, endTokens: false });
    expect(await works(one)).toBe(false);
    const later = await start();
    expect(await works(later)).toBe(true);
    await resetPassword(world.who.owner, { id: viewer(), endTokens: false });
    expect(await works(later)).toBe(false);
  });

  test("when the password was changed while it was checked", async () => {
    const given = Date.now() - 1;
    await changePassword(world.who.viewer, { current: password, next, endTokens: false });
    expect(await works(await begin(open.db, viewer(), from, given))).toBe(false);
  });

  test("when the account is closed, and it does not come back with the account", async () => {
    const [kept, old] = [await start(), { id: viewer(), begunAt: Date.now() - 60_000 }];
    await change(world.who.owner, { id: viewer(), disabled: true });
    expect(await works(kept)).toBe(false);
    await change(world.who.owner, { id: viewer(), disabled: false });
    expect(await works(kept)).toBe(false);
    expect(await works(old)).toBe(false);
    expect(await works(await start())).toBe(true);
  });
});

test("what is open by a session that ends is closed too: a request under way, a page's stream of changes", async () => {
  vi.stubEnv("DATABASE_URL", open.url);
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const one = await start();
    const ctx = await as(one);
    const stop = new AbortController();
    const stream = watch(ctx, undefined, stop.signal);
    expect((await stream.next()).value?.[1]).toBeNull();
    await signOut(open.db, one);
    expect(await refusal(list(ctx, {}))).toMatchObject({ code: "UNAUTHORIZED" });
    vi.setSystemTime(Date.now() + 11_000);
    await open.db.transaction((tx) => announce(tx, { project: null, noun: "people" }));
    expect((await stream.next()).value?.[1]).toBeNull();
    await expect(stream.next()).rejects.toThrow("This session has ended.");
    stop.abort();
  } finally {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  }
});

describe("tokens", () => {
  const token = async () => (await createToken(world.who.viewer, { name: "ci", expiresInDays: 1 })).token;
  const valid = async (secret: string) => (await actorOfToken(open.db, secret)) !== null;

  test("end with a new password where that is asked", async () => {
    const kept = await token();
    await changePassword(world.who.viewer, { current: password, next, endTokens: false });
    expect(await valid(kept)).toBe(true);
    await changePassword(world.who.viewer, { current: next, next: password, endTokens: true });
    expect(await valid(kept)).toBe(false);
    const another = await token();
    await resetPassword(world.who.owner, { id: viewer(), endTokens: true });
    expect(await valid(another)).toBe(false);
  });

  test("are gone when an account is opened again, also one that was closed before they ended with it", async () => {
    const given = await token();
    await change(world.who.owner, { id: viewer(), disabled: true });
    await change(world.who.owner, { id: viewer(), disabled: false });
    expect(await valid(given)).toBe(false);

    const older = await token();
    await open.pool.query("update people set disabled_at = now() where id = $1", [viewer()]);
    await change(world.who.owner, { id: viewer(), disabled: false });
    expect(await valid(older)).toBe(false);
  });
});

describe("the list of sessions", () => {
  test("says when, from where in general and which one asks, the last used first", async () => {
    const here = await start();
    await begin(open.db, viewer(), { ip: "2001:db8:1:2::3", userAgent: null });
    const { items } = await list(await as(here), {});
    expect(items).toHaveLength(2);
    expect(items.find(({ current }) => current)).toMatchObject({
      id: here.sid,
      client: "Firefox on Linux",
      network: "203.0.113.0/24",
      begunAt: new Date(here.begunAt).toISOString(),
    });
    expect(items.find(({ current }) => !current)).toMatchObject({
      client: "Another program",
      network: "2001:db8:1::/48",
    });
  });

  test("ends one, or all but the one that asks", async () => {
    const [here, second, third] = [await start(), await start(), await start()];
    await end(await as(here), { id: second.sid });
    expect(await works(second)).toBe(false);
    const old = { id: viewer(), begunAt: Date.now() - 60_000 };
    expect(await endOthers(await as(here), {})).toEqual({ ended: 1 });
    expect(await works(third)).toBe(false);
    expect(await works(old)).toBe(false);
    expect(await works(here)).toBe(true);
    expect((await list(await as(here), {})).items.map(({ id }) => id)).toEqual([here.sid]);
  });

  test("is one's own, and everybody's for an owner", async () => {
    const theirs = await start();
    for (const who of [world.who.maintainer, world.who.stranger]) {
      expect(await refusal(list(who, { person: viewer() }))).toMatchObject({ code: "FORBIDDEN" });
      expect(await refusal(endOthers(who, { person: viewer() }))).toMatchObject({ code: "FORBIDDEN" });
      expect(await refusal(end(who, { id: theirs.sid }))).toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await list(world.who.owner, { person: viewer() })).items).toMatchObject([{ id: theirs.sid }]);
    await end(world.who.owner, { id: theirs.sid });
    expect(await works(theirs)).toBe(false);
  });
});

test("a session from before sessions were kept goes on, is listed, and ends like the others", async () => {
  const old = { id: viewer(), begunAt: Date.now() - 60_000 };
  expect(await works(old)).toBe(true);
  const { items } = await list(await as(old), {});
  expect(items).toMatchObject([{ current: true, begunAt: new Date(old.begunAt).toISOString() }]);
  await signOut(open.db, old);
  expect(await works(old)).toBe(false);
});

test("a cookie names the person, the moment and the row, and works with all three alone", async () => {
  const mine = await start();
  const other = await start(idOf(world.who.approver));
  expect(await works({ ...mine, id: other.id })).toBe(false);
  expect(await works({ ...mine, sid: other.sid })).toBe(false);
  expect(await works({ ...mine, begunAt: mine.begunAt - 60_000 })).toBe(false);
  await open.pool.query("delete from sessions where id = $1", [mine.sid]);
  expect(await works(mine)).toBe(false);
});

test("sessions are removed when their cookies are no longer valid, and not before", async () => {
  const ids = async () =>
    (await open.pool.query("select id::text from sessions where person_id = $1", [viewer()])).rows.map(
      (row) => row.id,
    );
  const [kept, over] = [await start(), await start()];
  await open.pool.query("update sessions set begun_at = now() - interval '16 days' where id = $1", [
    over.sid,
  ]);
  await dropOldSessions(open.db);
  expect(await ids()).toEqual([kept.sid]);
});

test("browsers and networks are told in general terms", () => {
  const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
  expect(clientWords(chrome)).toBe("Chrome on Windows");
  expect(clientWords(`${chrome} Edg/140.0`)).toBe("Edge on Windows");
  expect(
    clientWords("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"),
  ).toBe("Safari on iOS");
  expect(clientWords("curl/8.0")).toBe("Another program");
  expect(["127.0.0.1", "::1", "::ffff:10.1.2.3", "nonsense", null].map(generalNetwork)).toEqual([
    "this machine",
    "this machine",
    "10.1.2.0/24",
    null,
    null,
  ]);
});
