import { parseArgs } from "node:util";
import next from "next";
import pg from "pg";
import { build, isBuilt } from "@/server/cli/build.mjs";
import { captureConsole } from "@/server/cli/capture-console";
import { command } from "@/server/cli/command";
import { migrate } from "@/server/cli/database/migrate";
import { type HttpServer, listenOn } from "@/server/cli/http-server";
import { closingOnFailure, onStop } from "@/server/cli/stop";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { closeProcessDb } from "@/server/foundation/db/process-db";
import { type Environment, readEnvironment, secretOf } from "@/server/foundation/env";
import { nameClients, trustedPeers } from "@/server/http/client-address";
import { adoptOldSession } from "@/server/http/old-session";
import { logRequests } from "@/server/http/request-log";
import { refuseMalformed } from "@/server/http/rest/malformed";
import { refuseForeign } from "@/server/http/same-origin";
import { stopSenders } from "@/server/queue/boss";
import { stopProcessJobs } from "@/server/worker/process-jobs";

const print = (topic: string, text: string) => console.log(`  ${topic.padEnd(10)} ${text}`);
const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

type Options = { dev: boolean; sample: boolean };

/** Starts everything, cheap checks first, and prints the address. */
async function serve(args: string[]): Promise<undefined> {
  const started = performance.now() - process.uptime() * 1000;
  const options = readOptions(args);
  const env = readEnvironment();
  console.log("Terrapin");
  const listening = await listenOn(env.port).catch((error: unknown) => error);
  const server = listening instanceof Error ? null : (listening as HttpServer);
  onStop(async () => server?.close());
  const url = env.url ?? `http://localhost:${server?.port ?? env.port}`;
  // For a second start on the same data folder, the message about the first one is more useful than that of the port.
  const databaseUrl = await openDatabase(env, url);
  if (!server) throw listening;
  Object.assign(process.env, settings(env, url, databaseUrl));
  await Promise.all([migrate(databaseUrl), options.dev ? undefined : ensureBuilt()]);
  await writeDownUrl(databaseUrl, url);
  if (options.sample) await startSample(env, url, databaseUrl);
  await answer(server, { url, trustedProxies: env.trustedProxies }, options);
  print("ready", `${url} (${seconds(started)})`);
  await offerOwnership(databaseUrl, url);
}

function readOptions(args: string[]): Options {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ args, options: { dev: flag, sample: flag } }).values;
  } catch (error) {
    throw new CannotStart((error as Error).message, "npm run up [-- --sample]");
  }
}

async function openDatabase(env: Environment, url: string): Promise<string> {
  if (env.databaseUrl) {
    print("database", "the PostgreSQL that DATABASE_URL names");
    return env.databaseUrl;
  }
  const embedded = await openEmbedded({ dataDir: env.dataDir, name: "up", exclusive: true, url });
  onStop(async () => {
    const others = await embedded.close();
    if (others.length > 0) print("database", `stays up for ${others.join(", ")}`);
  });
  print("database", `PostgreSQL in ${env.dataDir}${embedded.adopted ? ", found running" : ""}`);
  for (const note of embedded.notes) print("", note);
  return embedded.url;
}

/** What the pages and next-auth read from the environment. */
function settings(env: Environment, url: string, databaseUrl: string): Record<string, string> {
  const secret = secretOf(env);
  return {
    DATABASE_URL: databaseUrl,
    TERRAPIN_DATA_DIR: env.dataDir,
    TERRAPIN_SECRET: secret,
    TERRAPIN_URL: url,
    NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: url,
  };
}

async function ensureBuilt(): Promise<void> {
  if (isBuilt()) return;
  print("build", "building the pages, once per version: about half a minute …");
  const stopped = new AbortController();
  onStop(async () => stopped.abort());
  try {
    print("build", `done in ${(await build(stopped.signal)).toFixed(0)} s`);
  } catch (error) {
    throw new CannotStart((error as Error).message);
  }
}

/** A worker connects to the same addresses as this server, and reads from it whether private ones are open. */
async function writeDownUrl(databaseUrl: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into installation (key, value) values ('url', $1)
       on conflict (key) do update set value = excluded.value`,
      [url],
    );
  } finally {
    await client.end();
  }
}

async function startSample(env: Environment, url: string, databaseUrl: string): Promise<void> {
  print("sample", "preparing the sample workspace …");
  // Loaded only here: it loads most of the server.
  const [{ openDb }, { openSample }] = await Promise.all([
    import("@/server/foundation/db/open"),
    import("@/server/sample/seed/open"),
  ]);
  const { db, close } = openDb(databaseUrl, { max: 4, name: "terrapin sample" });
  onStop(close);
  const { signIns, stop } = await openSample(db, { dataDir: env.dataDir, url });
  onStop(stop);
  for (const { role, email, password } of signIns)
    print("sample", `${role.padEnd(11)} ${email}  ${password}`);
}

async function answer(
  server: HttpServer,
  { url, trustedProxies }: { url: string; trustedProxies: readonly string[] },
  { dev }: Options,
): Promise<void> {
  const { hostname } = new URL(url);
  const app = next({ dev, dir: process.cwd(), hostname, port: server.port, quiet: !dev });
  onStop(() => app.close());
  onStop(closeProcessDb);
  onStop(stopSenders);
  onStop(stopProcessJobs);
  // Requests end first: a later one would open the database again.
  onStop(() => server.close());
  await app.prepare();
  if (!dev) captureConsole();
  const session = { secret: process.env.TERRAPIN_SECRET ?? "", url };
  const ownPages = refuseForeign(adoptOldSession(app.getRequestHandler(), session), session);
  const listener = logRequests(nameClients(refuseMalformed(ownPages), trustedPeers(trustedProxies)));
  server.setHandlers(listener, app.getUpgradeHandler());
}

async function offerOwnership(databaseUrl: string, url: string): Promise<void> {
  if (await hasOwner(databaseUrl)) return;
  const [{ openDb }, { ownerLink }] = await Promise.all([
    import("@/server/foundation/db/open"),
    import("@/server/people/first-owner"),
  ]);
  const { db, close } = openDb(databaseUrl, { max: 1 });
  try {
    const link = await ownerLink(db, url);
    if (link) print("welcome", `this link makes the first owner, once: ${link}`);
  } finally {
    await close();
  }
}

/** A query without the modules of the link itself, which most starts need not load. */
async function hasOwner(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from people where is_owner limit 1");
    return rowCount === 1;
  } finally {
    await client.end();
  }
}

command((args) => closingOnFailure(() => serve(args)));
