import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "@/server/cli/database/migrate";
import { openEmbedded } from "@/server/foundation/db/embedded";

declare module "vitest" {
  interface ProvidedContext {
    /** an address with the right to make databases, and the migrated one to copy */
    database: { url: string; template: string };
  }
}

/** One server for the whole run: the one TEST_DATABASE_URL names, else an embedded one in a folder of its own. */
export default async function setup(project: TestProject) {
  const server = await startServer();
  const template = `terrapin_base_${process.pid}`;
  await run(server.url, `CREATE DATABASE ${template}`);
  await migrate(onDatabase(server.url, template));
  project.provide("database", { url: server.url, template });
  return async () => {
    await run(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
    await server.close();
  };
}

async function startServer(): Promise<{ url: string; close(): Promise<void> }> {
  const own = process.env.TEST_DATABASE_URL;
  if (own) return { url: own, close: async () => {} };
  const dataDir = mkdtempSync(join(tmpdir(), "terrapin-test-"));
  // Speed over safety: what these databases hold need not survive a power cut.
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "200",
  };
  const embedded = await openEmbedded({ dataDir, name: "test", settings });
  return {
    url: embedded.url,
    async close() {
      await embedded.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same server and account, another database. */
export function onDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
