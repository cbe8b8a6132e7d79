import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ctx, systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { feedbackItems } from "@/server/foundation/db/tables/feedback";
import { of } from "@/server/trace/service";
import { testDatabase } from "@/test/database";

let database: OpenDb;
let ctx: Ctx;
const sha = "9be02d1".padEnd(40, "0");

/** One commit that went all the way, another whose training never led to a version, and a second project. */
beforeAll(async () => {
  database = await testDatabase();
  ctx = systemCtx(database.db, "test");
  await database.db.execute(
    sql.raw(`
    insert into projects (slug, name) values ('screening', 'Screening'), ('other', 'Other');
    insert into people (email, name, password_hash) values ('contributor@example.com', 'contributor', '');
    insert into connections (project_id, vendor, name, url) values
      (1, 'gitlab', 'gitlab', 'http://gitlab.test'), (1, 'mlflow', 'mlflow', 'http://mlflow.test'),
      (2, 'mlflow', 'mlflow', 'http://other.test');
    insert into pipelines (project_id, connection_id, external_id, name, kind) values
      (1, 1, 'p', 'api-tests', 'code'), (1, 2, 'e', 'train-wine', 'training'), (2, 3, 'e', 'elsewhere', 'training');
    insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, number, status, status_raw, branch, commit_sha, queued_at, changed_at) values
      (1, 1, 1, 'a', 'code', 'api-tests', '4409', 'failed', 'failed', 'main', '${sha}', '2026-03-01', now()),
      (1, 2, 2, 'b', 'training', 'train-wine', null, 'succeeded', 'FINISHED', null, '${sha}', '2026-03-02', now()),
      (1, 2, 2, 'c', 'training', 'train-wine', null, 'running', 'RUNNING', null, null, '2026-03-03', now()),
      (2, 3, 3, 'd', 'training', 'elsewhere', null, 'succeeded', 'FINISHED', null, '${sha}', '2026-03-04', now());
    insert into run_datasets (run_id, name, digest, context) values (2, 'wine', 'abcdef123', 'training');
    insert into models (project_id, connection_id, name, created_at, updated_at) values
      (1, 2, 'wine', now(), now()), (2, 3, 'wine', now(), now());
    insert into model_versions (project_id, model_id, version, ordinal, run_id, commit_sha, digest, created_at, updated_at) values
      (1, 1, '3', 3, 2, '${sha}', 'd', '2026-03-02', now()), (2, 2, '3', 3, 4, '${sha}', 'd', '2026-03-02', now());
    insert into environments (project_id, name, connection_id, alias, position) values (1, 'production', 2, 'champion', 2);
    insert into policies (project_id, model_id, environment_id, revision, gates, rules) values (1, 1, 1, 1, '[]', '[]');
    insert into promotions (project_id, model_id, version_id, environment_id, policy_id, status, requested_by, evidence, evidence_digest, gates, expires_at)
      values (1, 1, 1, 1, 1, 'succeeded', 1, '{}', 'e', '[]', now() + interval '1 day');
    insert into deployments (project_id, environment_id, model_id, version_id, promotion_id, source, from_at) values (1, 1, 1, 1, 1, 'promotion', '2026-03-05');
    insert into forms (project_id, model_id, environment_id, slug, title, fields) values (1, 1, 1, 'wine', 'Wine', '[]');
    insert into feedback_items (project_id, form_id, model_id, version_id, deployment_id, title, answers, source) values
      (1, 1, 1, 1, 1, 'label is wrong', '{}', 'form'), (1, 1, 1, 1, 1, 'another', '{}', 'form');
  `),
  );
});
afterAll(() => database.close());

const cells = async (subject: string, project?: string) => {
  const { cells } = await of(ctx, { subject, project });
  return Object.fromEntries(cells.map((cell) => [cell.kind, cell]));
};
const shown = async (subject: string, project?: string) =>
  Object.values(await cells(subject, project)).map(
    (cell) => `${cell.here ? "> " : ""}${cell.value ?? cell.missing}`,
  );

describe("the trace", () => {
  const whole = [
    "9be02d1 main",
    "api-tests #4409",
    "wine abcdef1",
    "train-wine",
    "wine v3",
    "production: succeeded",
    "production",
    "2 items, 2 new",
  ];
  const here = (place: number) => whole.map((text, i) => (i === place ? `> ${text}` : text));

  test("is the same from every object of the chain, but for where one stands", async () => {
    expect(await shown("run:1")).toEqual(here(1));
    expect(await shown("run:2")).toEqual(here(3));
    expect(await shown("version:wine@3", "screening")).toEqual(here(4));
    expect(await shown("promotion:1")).toEqual(here(5));
    expect((await shown("feedback:1")).slice(0, 7)).toEqual(whole.slice(0, 7));
  });

  test("leads on: each cell names what it stands for, and its state", async () => {
    const found = await cells("run:2");
    expect(found.pipeline).toMatchObject({
      state: "bad",
      stateWord: "failed",
      ref: { kind: "run", id: "1" },
    });
    expect(found.version?.ref).toEqual({ kind: "version", model: "wine", version: "3" });
    expect(found.deployment).toMatchObject({
      state: "ok",
      stateWord: "serving",
      at: "2026-03-05T00:00:00.000Z",
    });
    expect((await cells("feedback:1")).feedback).toMatchObject({
      value: "label is wrong",
      here: true,
      ref: { item: "1" },
    });
  });

  test("says what is missing and how to get it", async () => {
    const found = await cells("run:3");
    expect(found.training).toMatchObject({ here: true, state: "run", value: "train-wine" });
    expect(found.commit).toMatchObject({
      value: null,
      missing: "unknown",
      hint: expect.stringMatching(/mlflow.source.git.commit/),
    });
    expect(found.version).toMatchObject({
      missing: "not registered",
      hint: expect.stringMatching(/register_model/),
    });
    expect((await cells("run:4")).pipeline).toMatchObject({ missing: "no CI connected" });
  });

  test("never crosses into another project, though it has the same commit and the same model", async () => {
    expect(await shown("run:4")).toEqual([
      "9be02d1",
      "no CI connected",
      "not logged",
      "> elsewhere",
      "wine v3",
      "not asked for",
      "not yet",
      "none yet",
    ]);
  });

  test("asks which project is meant when a model's name stands for several", async () => {
    await expect(of(ctx, { subject: "version:wine@3" })).rejects.toThrow(/several projects/);
    await expect(of(ctx, { subject: "version:wine@9" })).rejects.toThrow(/no version wine@9/);
    await expect(of(ctx, { subject: "run:99" })).rejects.toThrow(/no run 99/);
  });

  test("a run that only shares the commit says so with their count, and a queued one hides none that ended", async () => {
    await database.db.execute(
      sql.raw(`insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, number, status, status_raw, branch, commit_sha, queued_at, changed_at)
        select project_id, connection_id, pipeline_id, 'later', kind, name, '4410', 'queued', 'pending', branch, commit_sha, now(), now() from runs where id = 1`),
    );
    const found = await cells("run:2");
    expect(found.pipeline).toMatchObject({ value: "api-tests #4409", sameCommit: 2 });
    expect(found.training).toMatchObject({ here: true, sameCommit: null });
    expect(found.data).toMatchObject({ value: "wine abcdef1", sameCommit: null });
  });

  test("a feedback item without a version still stands in its place", async () => {
    await database.db.update(feedbackItems).set({ versionId: null }).where(eq(feedbackItems.id, "2"));
    expect((await shown("feedback:2")).at(-1)).toBe("> another");
  });
});
