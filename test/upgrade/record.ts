import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { makeOwnWork, ownPerson, type Send } from "./own-work.ts";
import { type Everything, type Row, readEverything } from "./read.ts";

/**
 * Makes a fixture of the upgrade test from a fresh sample workspace that is running: adds own work to it, backs it up
 * with the product's own command, and writes down what a reader finds in it.
 *
 *     node server/cli/run.mjs test/upgrade/record.ts DATA_FOLDER FIXTURE_FOLDER
 *
 * It uses nothing but REST, so it records whatever version the checkout in the working directory is of.
 */
const [dataDir = "", fixture = ""] = process.argv.slice(2).map((folder) => resolve(folder));

const { url, people } = JSON.parse(await readFile(join(dataDir, "sample.json"), "utf8")) as {
  url: string;
  people: { role: string; email: string; password: string; token: string }[];
};

const send: Send = async (as, method, path, body) => {
  const token = people.find(({ role }) => role === as)?.token;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
  return answer ? (JSON.parse(answer) as Row) : {};
};
const read = () => readEverything((path) => send("owner", "GET", path));

const { items } = (await send("owner", "GET", "/connections")) as { items: Row[] };
const mlflow = items.find(({ vendor }) => vendor === "mlflow");
await makeOwnWork(send, String(mlflow?.url));

await mkdir(fixture, { recursive: true });
const found = await backUp(join(fixture, "terrapin.backup"));
const own = people.find(({ role }) => role === "owner");
const signIns = [{ email: own?.email, password: own?.password, token: own?.token }, ownPerson];
const lines = Object.entries({ signIns, ...found }).map(([name, list]) => {
  const rows = Array.isArray(list)
    ? `[\n${list.map((row) => JSON.stringify(row)).join(",\n")}\n]`
    : JSON.stringify(list);
  return `${JSON.stringify(name)}: ${rows}`;
});
await writeFile(join(fixture, "expected.json"), `{\n${lines.join(",\n")}\n}\n`);

/** The workspace goes on syncing, so a backup counts only when the same was found before and after it. */
async function backUp(file: string): Promise<Everything> {
  for (let tries = 0; tries < 10; tries++) {
    const before = await read();
    await rm(file, { force: true });
    const env = { ...process.env, TERRAPIN_DATA_DIR: dataDir };
    execFileSync("npm", ["run", "backup", file], { env, stdio: "inherit" });
    if (isDeepStrictEqual(before, await read())) return before;
  }
  throw new Error("the workspace did not stay the same for as long as a backup takes");
}
