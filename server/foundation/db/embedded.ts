import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { type AttachedProcess, attach } from "./embedded/attach";
import type { Plan } from "./embedded/cluster.mjs";
import { choosePlace, type Place } from "./embedded/place";

export type Embedded = {
  /** for `pg`, psql and everything that reads libpq's addresses */
  url: string;
  /** true when a server was found running: another command's, or one that a killed Terrapin left behind */
  adopted: boolean;
  /** what the person at the terminal should know about where the database is */
  notes: string[];
  /** Detaches from the database, which stops unless others use it. @returns those others, in words */
  close(): Promise<string[]>;
};

export type EmbeddedOptions = {
  dataDir: string;
  /** what uses the database: `up`, `backup` … */
  name: string;
  /** refuse to start beside another exclusive process */
  exclusive?: boolean;
  /** where this process serves, for the message of a process that is refused because of this one */
  url?: string;
  /** further settings of the server; they take effect when this call is the one that starts it */
  settings?: Record<string, string>;
};

const DATABASE = "terrapin";

const settingsOf = (place: Place): Record<string, string> => ({
  timezone: "UTC",
  log_timezone: "UTC",
  logging_collector: "on",
  log_directory: join(place.home, "log"),
  log_filename: "postgres-%a.log",
  log_rotation_age: "1d",
  log_truncate_on_rotation: "on",
  shared_buffers: "256MB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "2GB",
  random_page_cost: "1.1",
  jit: "off",
});

/**
 * Opens the PostgreSQL of a data folder: uses the running one, adopts an orphan, starts a stopped one, makes the
 * cluster where there is none. Linux and macOS connect through a unix socket in a private folder; Windows through
 * loopback with a generated password (that branch is written from PostgreSQL's manual and has not been run).
 * @throws CannotStart with what to do about it
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = choosePlace(options.dataDir);
  const plan = await planOf(place, options.settings ?? {});
  const self = {
    name: options.name,
    pid: process.pid,
    url: options.url ?? null,
    since: new Date().toISOString(),
    exclusive: options.exclusive ?? false,
  };
  const attachment = await attach(plan, self);
  const address = (database: string) => {
    const { sockets, port } = attachment.ready;
    if (!plan.tcp)
      return `postgresql://terrapin@localhost:${port}/${database}?host=${encodeURIComponent(sockets)}`;
    const password = readFileSync(plan.tcp.passwordFile, "utf8");
    return `postgresql://terrapin:${password}@127.0.0.1:${port}/${database}`;
  };
  await ensureDatabase(address);
  return {
    url: address(DATABASE),
    adopted: attachment.ready.adopted,
    notes: place.notes,
    close: async () => (await attachment.detach()).map(describe),
  };
}

const describe = ({ name, pid }: AttachedProcess) => `${name} (pid ${pid})`;

async function planOf(place: Place, settings: Record<string, string>): Promise<Plan> {
  const windows = process.platform === "win32";
  const passwordFile = join(place.home, "password");
  if (windows && !existsSync(passwordFile))
    writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
  const port = windows ? await freePort() : 5432;
  const listening: Record<string, string> = windows
    ? { listen_addresses: "127.0.0.1", unix_socket_directories: "" }
    : { listen_addresses: "", unix_socket_directories: place.sockets, unix_socket_permissions: "0700" };
  return {
    dataDir: place.dataDir,
    home: place.home,
    cluster: place.cluster,
    sockets: place.sockets,
    control: windows ? pipeFor(place.home) : join(place.sockets, "terrapin.sock"),
    postgres: place.binaries.postgres,
    initdb: place.binaries.initdb,
    account: place.account && { uid: place.account.uid, gid: place.account.gid },
    settings: { ...settingsOf(place), ...listening, port: String(port), ...settings },
    tcp: windows ? { port, passwordFile } : null,
  };
}

/** A pipe's name takes no backslash, so it cannot be the path itself. */
const pipeFor = (home: string) => `\\\\.\\pipe\\terrapin-${createHash("sha256").update(home).digest("hex")}`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Makes Terrapin's database at the first start; on later starts this checks that the server answers. */
async function ensureDatabase(address: (database: string) => string): Promise<void> {
  const missing = await tryConnect(address(DATABASE));
  if (!missing) return;
  const client = new pg.Client({ connectionString: address("postgres") });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    if ((error as { code?: string }).code !== "42P04") throw error;
  } finally {
    await client.end();
  }
}

async function tryConnect(url: string): Promise<"missing" | null> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return null;
  } catch (error) {
    if ((error as { code?: string }).code === "3D000") return "missing";
    throw error;
  } finally {
    await client.end();
  }
}

export type FoundDatabase = { url: string; close(): Promise<void> };

/**
 * The database a command works on: the one DATABASE_URL names, else the embedded one, running or started for as long
 * as the command takes. The caller closes it.
 * @param name the command, as other processes show it
 */
export async function findDatabaseUrl(
  env: { databaseUrl?: string; dataDir: string },
  name: string,
): Promise<FoundDatabase> {
  if (env.databaseUrl) return { url: env.databaseUrl, close: async () => {} };
  const embedded = await openEmbedded({ dataDir: env.dataDir, name });
  return {
    url: embedded.url,
    close: async () => {
      await embedded.close();
    },
  };
}
