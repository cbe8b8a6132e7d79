import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "@/server/audit/service";
import { openBackup } from "@/server/cli/database/backup/open-backup";
import { restore, restoreAsMade } from "@/server/cli/database/backup/restore";
import { connect } from "@/server/cli/database/connect";
import { migrate } from "@/server/cli/database/migrate";
import { unseal } from "@/server/connections/vault";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { type OpenDb, openDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { installation } from "@/server/foundation/db/tables/installation";
import { answer } from "@/server/http/rest/answer";
import { outboundNow } from "@/server/outbound/service";
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

/** Opens a database that holds a backup's workspace, with the tables of this version. */
type Opening = (file: string) => Promise<OpenDb>;

const restored: Opening = async (file) => {
  const open = await testDatabase();
  await restore(open.url, secret, await openBackup(file));
  return open;
};

/** The embedded database is left with the tables of then, and met so by this version's start. */
const dataFolder: Opening = async (file) => {
  const dataDir = mkdtempSync(join(tmpdir(), "terrapin-upgrade-"));
  const then = await openEmbedded({ dataDir, name: "then" });
  await migrate(then.url);
  const client = await connect(then.url, "then");
  await client.query("begin");
  await restoreAsMade(client, await openBackup(file));
  await client.query("commit");
  await client.end();
  await then.close();
  const now = await openEmbedded({ dataDir, name: "now" });
  await migrate(now.url);
  const open = openDb(now.url, { max: 8 });
  return {
    ...open,
    close: async () => {
      await open.close();
      await now.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

const ways = [
  ["its backup, restored into this version", restored],
  ["its data folder, opened by this version", dataFolder],
] as const;

describe.each(commits)("a workspace made by %s", (commit) => {
  const expected = JSON.parse(readFileSync(join(folder, commit, "expected.json"), "utf8")) as Expected;
  const { signIns, audit, ...lists } = expected;

  describe.each(ways)("%s", (_, openWorkspace) => {
    let open: OpenDb;
    let found: Everything;
    beforeAll(async () => {
      open = await openWorkspace(join(folder, commit, "terrapin.backup"));
      found = await readEverything(getter());
    });
    afterAll(() => open.close());

    /** Asks as the owner of then, with the token of then. */
    const getter = (): Get => async (path) => {
      const headers = { authorization: `Bearer ${signIns[0]?.token}` };
      const response = await answer(new Request(`http://localhost:3000/api/v1${path}`, { headers }), open);
      expect(response.status, path).toBe(200);
      return response.json();
    };

    test.each(Object.keys(lists) as (keyof typeof lists)[])("has the same %s", (name) => {
      expect(expected[name].length).toBeGreaterThan(0);
      expect(found[name]).toMatchObject(expected[name]);
    });

    test("has the audit record of then, whole and provable", async () => {
      expect(found.audit).toEqual(audit);
      expect(await verify(open.db)).toMatchObject({ ok: true, lines: audit.length, head: audit.head });
    });

    test("lets people sign in with the passwords of then", async () => {
      for (const { email, password } of signIns)
        expect(await signIn(open.db, { email, password, ip: null })).toMatchObject({ email });
    });

    test("reads the stored credentials with the secret of then", async () => {
      const rows = await open.db.select().from(connections).where(isNotNull(connections.sealedCredentials));
      const plain = rows.map((row) => unseal(row.id, row.sealedCredentials ?? "", secret));
      expect(plain).toContainEqual(ownCredentials);
    });

    test("lets its connections go on where others reach it", async () => {
      await open.db.insert(installation).values({ key: "url", value: "https://terrapin.example.com" });
      const { allows } = await outboundNow(open.db, { exact: false });
      const hosts = (await open.db.select().from(connections)).map(({ url }) => new URL(url).hostname);
      expect(hosts.filter((host) => isIP(host) && !allows(host))).toEqual([]);
      expect(hosts.some((host) => isIP(host))).toBe(true);
    });
  });
});
