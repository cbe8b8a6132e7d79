import "server-only";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { type Account, chooseAccount, parsePasswd } from "./accounts";
import { type Binaries, completeBinaries, copyBinaries, findBinaries } from "./binaries";
import { CannotStart } from "./cannot-start";
import { readNote, writeNote } from "./note";

/** Where the embedded database lives, and as whom. All paths are absolute. */
export type Place = {
  dataDir: string;
  /** holds the cluster and its logs; mode 700, owned by the database's account */
  home: string;
  cluster: string;
  /** folder of the unix sockets, mode 700; short enough for the kernel's limit */
  sockets: string;
  binaries: Binaries;
  /** null: the same account as this process */
  account: Account | null;
  /** what the person at the terminal should know */
  notes: string[];
};

/** Parent folder of databases whose account cannot reach the data folder. */
export const ELSEWHERE = "/var/lib/terrapin";

/**
 * Decides where the database of a data folder is, and makes the folders. Repeated calls give the same result.
 * @throws CannotStart when no account or no folder fits
 */
export function choosePlace(dataDir: string, elsewhere = ELSEWHERE): Place {
  const folder = makeDataDir(dataDir);
  const notes: string[] = [];
  const noted = readNote(folder);
  const inside = join(folder, "postgres");
  const account = accountFor([noted ?? inside, folder]);
  let home = noted ?? inside;
  if (!prepareHome(home, account)) {
    if (existsSync(join(home, "cluster"))) {
      throw new CannotStart(
        `The account '${account?.name ?? process.getuid?.()}' cannot reach its database in ${home}.`,
        `Let it pass through the folders above (chmod o+x), or run Terrapin as the owner of ${folder}.`,
      );
    }
    removeUnused(home);
    const name = `${basename(folder)}-${hash(folder)}`;
    home = join(elsewhere, name);
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    if (!prepareHome(home, account)) {
      throw new CannotStart(
        `The account '${account?.name}' can use neither ${inside} nor ${home} for the database.`,
        "Set TERRAPIN_DATA_DIR to a folder it can reach.",
      );
    }
    writeNote(folder, home);
  }
  if (home !== inside) {
    notes.push(`The database is in ${home}: the account '${account?.name}' cannot reach ${folder}.`);
  }
  const binaries = reachableBinaries(account, elsewhere, home);
  return {
    dataDir: folder,
    home,
    cluster: join(home, "cluster"),
    sockets: socketFolder(home, account),
    binaries,
    account,
    notes,
  };
}

function makeDataDir(dataDir: string): string {
  const path = resolve(dataDir);
  try {
    // New parent folders get the default mode: only the data folder is private.
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  } catch (error) {
    throw new CannotStart(
      `The data folder ${path} cannot be made: ${(error as Error).message}.`,
      "Set TERRAPIN_DATA_DIR to a folder that this user can write.",
    );
  }
}

function accountFor(folders: string[]): Account | null {
  if (!process.getuid) return null;
  const self = { uid: process.getuid(), known: hasName() };
  const owners = folders.filter((folder) => existsSync(folder)).map((folder) => statSync(folder).uid);
  return chooseAccount(self, owners, parsePasswd(readFileSync("/etc/passwd", "utf8")));
}

/** Asks the system as initdb does; not every account is in /etc/passwd, on macOS hardly any. */
function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SYSTEM_ERROR") return false;
    throw error;
  }
}

/** Makes the folder for its account; false when the account cannot work in it. */
function prepareHome(home: string, account: Account | null): boolean {
  if (!account) {
    makeOwnHome(home);
    return true;
  }
  mkdirSync(join(home, "log"), { recursive: true, mode: 0o700 });
  for (const folder of [home, join(home, "log")]) {
    chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o700);
  }
  if (canUse(account, home)) return true;
  // A data folder of root may be opened for passing through; its contents keep their modes.
  const parent = dirname(home);
  const { uid, mode } = statSync(parent);
  if (uid === 0) chmodSync(parent, (mode & 0o777) | 0o011);
  // Checked again in any case: another start may have opened the folder in between.
  if (canUse(account, home)) return true;
  if (uid === 0) chmodSync(parent, mode & 0o777);
  return false;
}

/** Removes an unusable home if it is empty. */
function removeUnused(home: string): void {
  for (const folder of [join(home, "log"), home]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}

function makeOwnHome(home: string): void {
  try {
    mkdirSync(join(home, "log"), { recursive: true, mode: 0o700 });
    accessSync(home, constants.W_OK);
  } catch (error) {
    throw new CannotStart(
      `The database folder ${home} cannot be used: ${(error as Error).message}.`,
      "Run Terrapin as the user who owns it or as root,",
      "or set TERRAPIN_DATA_DIR to a folder of your own.",
    );
  }
  const { uid } = statSync(home);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self) {
    throw new CannotStart(
      `The database folder ${home} belongs to another user (uid ${uid}), and PostgreSQL insists on its own.`,
      "Run Terrapin as that user or as root,",
      "or set TERRAPIN_DATA_DIR to a folder of your own.",
    );
  }
}

function canUse(account: Account, folder: string): boolean {
  return runAs(account, 'cd "$1" && test -w .', folder);
}

/** Asks the kernel rather than the mode bits, so that access lists and read-only mounts count too. */
function runAs({ name, uid, gid }: Account, script: string, ...args: string[]): boolean {
  const asked = spawnSync("/bin/sh", ["-c", script, "sh", ...args], { uid, gid, cwd: "/", stdio: "ignore" });
  if (!asked.error) return asked.status === 0;
  if ((asked.error as NodeJS.ErrnoException).code !== "EPERM") throw asked.error;
  throw new CannotStart(
    `PostgreSQL does not run as root, and this root may not act as '${name}'.`,
    "Run Terrapin as another user, or give the container the right to change users (CAP_SETUID, CAP_SETGID),",
    "or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

function reachableBinaries(account: Account | null, elsewhere: string, home: string): Binaries {
  const found = findBinaries();
  const complete = completeBinaries(found);
  const reachable =
    !account ||
    runAs(account, 'test -x "$1" && test -r "$2/share/postgresql/postgres.bki"', found.postgres, found.root);
  if (complete && reachable) return found;
  if (!account) return copyBinaries(found, home);
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  return copyBinaries(found, elsewhere);
}

/** The kernel takes 107 bytes of socket path on Linux and 103 on macOS; `/.s.PGSQL.5432` needs 15 of them. */
export function socketFolderFor(home: string, limit = process.platform === "darwin" ? 103 : 107): string {
  const inside = join(home, "sockets");
  return Buffer.byteLength(inside) + 15 <= limit ? inside : join("/tmp", `terrapin-${hash(home)}`);
}

function socketFolder(home: string, account: Account | null): string {
  const folder = socketFolderFor(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!process.getuid) return folder;
  if (account && lstatSync(folder).uid === 0) chownSync(folder, account.uid, account.gid);
  const { uid, mode } = lstatSync(folder);
  // Under /tmp another user may have made a folder of that name first.
  if (uid !== (account?.uid ?? process.getuid()) || (mode & 0o170777) !== 0o040700) {
    throw new CannotStart(
      `${folder} is not a private folder of the database's account.`,
      `Remove it: rm -r ${folder}`,
    );
  }
  return folder;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
