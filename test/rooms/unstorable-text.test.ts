import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { answer } from "@/server/http/rest/answer";
import { signIn } from "@/server/people/sign-in";
import { create as createToken } from "@/server/people/tokens/service";
import { createCaller } from "@/server/router";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let world: World;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await makeWorld(db);
});

describe.each([
  ["U+0000", "\0"],
  ["half a pair of surrogates", "\ud83d"],
])("%s", (_name, text) => {
  test("is refused in any field of any procedure, with its place", async () => {
    const caller = createCaller(world.as.contributor);
    const found = await caller.promotions
      .request({ model: "breast-cancer", version: "14", environment: "production", reason: `a${text}b` })
      .catch((error: unknown) => error);
    expect(found).toMatchObject({ code: "BAD_REQUEST", cause: { fields: [{ field: "reason" }] } });
    await expect(caller.runs.list({ q: text })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(caller.account.rename({ name: `Bo${text}` })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("is refused by the REST API", async () => {
    const { token } = await createToken(world.as.contributor, { name: "t", expiresInDays: 1 });
    const ask = (path: string, body?: unknown) =>
      answer(
        new Request(`http://localhost/api/v1${path}`, {
          method: body ? "POST" : "GET",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: body === undefined ? undefined : JSON.stringify(body),
        }),
        { db: db.db },
      );
    const challenge = { model: "breast-cancer", version: "14", environment: "production" };
    const posted = await ask("/promotions", { ...challenge, reason: text });
    expect(posted.status).toBe(400);
    expect(await posted.json()).toMatchObject({ detail: expect.stringContaining("can't be stored") });
  });

  test("is refused at sign-in", async () => {
    const tried = signIn(db.db, { email: `a${text}@example.com`, password: "x", ip: null });
    expect((await refusal(tried)).code).toBe("BAD_REQUEST");
  });
});
