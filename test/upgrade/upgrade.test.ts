import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "@/server/audit/service";
import { restore } from "@/server/cli/database/backup/restore";
import { unseal } from "@/server/connections/vault";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { answer } from "@/server/http/rest/answer";
import { signIn } from "@/server/people/sign-in";
import { testDatabase } from "../database";
import { ownCredentials } from "./own-work";
import { type Everything, type Get, readEverything } from "./read";

const folder = join(import.meta.dirname, "fixtures");
const commits = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);
/** What the fixtures' README has the workspaces made under. */
const secret = "a secret kept for upgrade tests";

type Expected = Everything & { signIns: { email: string; password: string; token?: string }[] };

describe.each(commits)("a workspace made by %s, in this version", (commit) => {
  const expected = JSON.parse(readFileSync(join(folder, commit, "expected.json"), "utf8")) as Expected;
  let open: OpenDb;
  let restored: Awaited<ReturnType<typeof restore>>;
  let found: Everything;
  beforeAll(async () => {
    open = await testDatabase();
    restored = await restore(open.url, secret, join(folder, commit, "terrapin.backup"));
    found = await readEverything(getter());
  });
  afterAll(() => open.close());

  /** Asks as the owner of then, with the token of then. */
  const getter = (): Get => async (path) => {
    const headers = { authorization: `Bearer ${expected.signIns[0]?.token}` };
    const response = await answer(new Request(`http://localhost:3000/api/v1${path}`, { headers }), open);
    expect(response.status, path).toBe(200);
    return response.json();
  };

  const { signIns, audit, ...lists } = expected;
  test.each(Object.keys(lists) as (keyof typeof lists)[])("has the same %s", (name) => {
    expect(expected[name].length).toBeGreaterThan(0);
    expect(found[name]).toMatchObject(expected[name]);
  });

  test("has the audit record of then, whole and provable", async () => {
    expect(found.audit).toEqual(audit);
    expect(await verify(open.db)).toEqual({ ok: true, lines: audit.length, head: audit.head });
  });

  test("lets people sign in with the passwords of then", async () => {
    for (const { email, password } of signIns)
      expect(await signIn(open.db, { email, password, ip: null })).toMatchObject({ email });
  });

  test("reads the stored credentials with the secret of then", async () => {
    expect(restored.sameSecret).toBe(true);
    const rows = await open.db.select().from(connections).where(isNotNull(connections.sealedCredentials));
    const plain = rows.map((row) => unseal(row.id, row.sealedCredentials ?? "", secret));
    expect(plain).toContainEqual(ownCredentials);
  });
});
