import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { toSegment } from "@/server/foundation/path-segment";
import { answer } from "@/server/http/rest/answer";
import { create as createToken } from "@/server/people/tokens/service";
import { execute } from "@/server/promotions/service";
import { upsertFromRegistry } from "@/server/registry/service";
import { createCaller } from "@/server/router";
import { sync } from "../rooms/connections-world";
import { type Role, sourceModel, sourceVersion, type TestProject } from "../rooms/models-world";
import { oddNames } from "../world/odd-names";
import { type MlflowProject, mlflowProject } from "./mlflow-project";

/** Whatever a real MLflow lets a model be called goes the whole way, and no name is taken for another. */
let world: MlflowProject;
let calls: MlflowProject["calls"];
let db: OpenDb;
let project: TestProject;
let token: string;
let run: string;

/** Names that this version of the server does not take; earlier ones do. */
const refused = ["..", "."];

const as = (role: Role) => createCaller(project.as[role]);

beforeAll(async () => {
  world = await mlflowProject("names");
  ({ calls, db, project } = world);
  token = (await createToken(project.as.viewer, { name: "test", expiresInDays: 1 })).token;
  run = await calls.run({ name: "for names", metrics: { recall: 0.97 } });
  for (const name of oddNames.filter((each) => !refused.includes(each))) {
    await calls.model(name);
    await calls.version(name, run);
  }
  const connection = await world.connect();
  await as("maintainer").environments.put({ name: "live", connection: "registry", alias: "champion" });
  await sync(db, connection);
  // As a server that takes these names would show them.
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      ...{ connectionId: connection, aliases: null, at: new Date().toISOString() },
      models: refused.map((name) => sourceModel(name)),
      versions: refused.map((name) => sourceVersion(name, "1", { runExternalId: run })),
    }),
  );
}, 600_000);
afterAll(() => world.stop());

/** What the public API answers at a path, through the parser that every client's address goes through. */
async function rest(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const response = await answer(request, { db: db.db });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("the server takes every name but those of a folder's own", async () => {
  for (const name of refused)
    await expect(calls.model(name)).rejects.toThrow(/must not resolve to other names/);
});

test("a sync brings every model under its own name, each with its version", async () => {
  const { items } = await as("viewer").models.list({ limit: 200 });
  expect(new Set(items.map(({ name }) => name))).toEqual(new Set(oddNames));
  expect(items.map(({ versions }) => versions)).toEqual(oddNames.map(() => 1));
});

describe.each(oddNames.map((name) => [name]))("%j", (name) => {
  const at = { model: name, version: "1" };

  test("has an address of its own, and leads to its run and back", async () => {
    const found = await rest(`/models/${toSegment(name)}/versions/1`);
    expect(found).toMatchObject({
      status: 200,
      body: { model: name, version: "1", metrics: { recall: 0.97 } },
    });
    const { links } = await as("viewer").runs.get({ id: String(found.body.runId) });
    expect(links.versions.map(({ model }) => model)).toContain(name);
    const { cells } = await as("viewer").trace.of({ subject: `version:${name}@1` });
    expect(cells.find(({ kind }) => kind === "version")?.here).toBe(true);
  });

  test("is found by its name", async () => {
    const modelsOf = async (q: string) =>
      (await as("viewer").search.find({ q })).items.flatMap((item) =>
        item.kind === "model" ? item.name : [],
      );
    expect(await modelsOf(name)).toContain(name);
    expect(await modelsOf(name.normalize("NFC").replace(/\s/g, " "))).toContain(name);
    const versions = (await as("viewer").search.find({ q: `${name} v1` })).items.flatMap((item) =>
      item.kind === "version" ? item.model : [],
    );
    expect(versions).toContain(name);
    const { items } = await as("viewer").models.list({ limit: 200, q: name });
    expect(items.map((item) => item.name)).toContain(name);
  });

  test("is given a policy, an environment and a form, requested, approved and promoted", async () => {
    await as("maintainer").policies.put({
      ...{ model: name, environment: "live", gates: [{ metric: "recall", atLeast: 0.95 }] },
      rules: [{ role: "approver", count: 1 }],
    });
    const { items: policies } = await as("viewer").policies.list({ model: name });
    expect(policies.map(({ model }) => model)).toEqual([name]);
    await as("contributor").promotions.preview({ ...at, environment: "live" });
    const { id } = await as("contributor").promotions.request({ ...at, environment: "live", reason: "" });
    await as("approver").promotions.decide({ id, decision: "approve" });
    if (!refused.includes(name)) {
      await execute(systemCtx(db.db, "execute"), { promotion: id });
      expect(await as("viewer").promotions.get({ id })).toMatchObject({ model: name, status: "succeeded" });
      expect(await calls.alias(name, "champion")).toBe("1");
    }
    const { items: promotions } = await as("viewer").promotions.list({ model: name });
    expect(promotions.map(({ model }) => model)).toEqual([name]);
    const own = { name: "own", model: name, connection: "registry", alias: "own" };
    expect((await as("maintainer").environments.put(own)).model).toBe(name);
    const slug = `form-${oddNames.indexOf(name)}`;
    const fields = [{ kind: "text" as const, key: "text", label: "What happened?" }];
    await as("maintainer").forms.create({
      ...{ project: "names", model: name, environment: "own", slug, title: slug, fields },
    });
    await as("viewer").feedback.submit({ slug, answers: { text: "wrong" } });
    const { items: reports } = await as("viewer").feedback.list({ model: name });
    expect(reports.map(({ model }) => model)).toEqual([name]);
  });
});
