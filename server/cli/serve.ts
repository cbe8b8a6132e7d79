import { parseArgs } from "node:util";
import next from "next";
import pg from "pg";
import { build, isBuilt } from "@/server/cli/build.mjs";
import { captureConsole } from "@/server/cli/capture-console";
import { command } from "@/server/cli/command";
import { migrate } from "@/server/cli/database/migrate";
import { type Door, takePort } from "@/server/cli/door";
import { closingOnFailure, onStop } from "@/server/cli/stop";
import { openEmbedded } from "@/server/foundation/db/embedded";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import { closeProcessDb } from "@/server/foundation/db/process-db";
import { type Environment, readEnvironment, secretOf } from "@/server/foundation/env";
import { adoptOldSession } from "@/server/http/old-session";
import { logRequests } from "@/server/http/request-log";
import { refuseMalformed } from "@/server/http/rest/malformed";
import { stopProcessJobs } from "@/server/worker/process-jobs";

const say = (what: string, words: string) => console.log(`  ${what.padEnd(10)} ${words}`);
const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

type Options = { dev: boolean; sample: boolean };

/** Starts everything in the order in which a person wants to hear of trouble, and says where it answers. */
async function serve(args: string[]): Promise<undefined> {
  const begun = performance.now() - process.uptime() * 1000;
  const options = readOptions(args);
  const env = readEnvironment();
  console.log("Terrapin");
  const port = await takePort(env.port).catch((error: unknown) => error);
  const door = port instanceof Error ? null : (port as Door);
  onStop(async () => door?.close());
  const url = env.url ?? `http://localhost:${door?.port ?? env.port}`;
  // A second start on the same data folder wants to hear of the first, not of its port.
  const databaseUrl = await openDatabase(env, url);
  if (!door) throw port;
  Object.assign(process.env, settings(env, url, databaseUrl));
  await Promise.all([migrate(databaseUrl), options.dev ? undefined : ensureBuilt()]);
  if (options.sample) await startSample(env, url, databaseUrl);
  await answer(door, url, options);
  say("ready", `${url} (${seconds(begun)})`);
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
    say("database", "the PostgreSQL that DATABASE_URL names");
    return env.databaseUrl;
  }
  const embedded = await openEmbedded({ dataDir: env.dataDir, name: "up", exclusive: true, url });
  onStop(async () => {
    const others = await embedded.close();
    if (others.length > 0) say("database", `stays up for ${others.join(", ")}`);
  });
  say("database", `PostgreSQL in ${env.dataDir}${embedded.adopted ? ", found running" : ""}`);
  for (const note of embedded.notes) say("", note);
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
  say("build", "making the pages, once per version: about half a minute …");
  const given = new AbortController();
  onStop(async () => given.abort());
  try {
    say("build", `done in ${(await build(given.signal)).toFixed(0)} s`);
  } catch (error) {
    throw new CannotStart((error as Error).message);
  }
}

async function startSample(env: Environment, url: string, databaseUrl: string): Promise<void> {
  say("sample", "preparing the sample workspace …");
  // Loaded here alone: it brings most of the server with it.
  const [{ openDb }, { openSample }] = await Promise.all([
    import("@/server/foundation/db/open"),
    import("@/server/sample/seed/open"),
  ]);
  const { db, close } = openDb(databaseUrl, { max: 4, name: "terrapin sample" });
  onStop(close);
  const { signIns, stop } = await openSample(db, { dataDir: env.dataDir, url });
  onStop(stop);
  for (const { role, email, password } of signIns) say("sample", `${role.padEnd(11)} ${email}  ${password}`);
}

async function answer(door: Door, url: string, { dev }: Options): Promise<void> {
  const { hostname } = new URL(url);
  const app = next({ dev, dir: process.cwd(), hostname, port: door.port, quiet: !dev });
  onStop(() => app.close());
  onStop(closeProcessDb);
  onStop(stopProcessJobs);
  await app.prepare();
  if (!dev) captureConsole();
  const session = { secret: process.env.TERRAPIN_SECRET ?? "", url };
  const listener = logRequests(refuseMalformed(adoptOldSession(app.getRequestHandler(), session)));
  door.open(listener, app.getUpgradeHandler());
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
    if (link) say("welcome", `this link makes the first owner, once: ${link}`);
  } finally {
    await close();
  }
}

/** Asked without what the link itself needs, which most starts need not load. */
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
