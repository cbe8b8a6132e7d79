import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { projectsWith } from "@/server/access/access";
import { startDeployment } from "@/server/deployments/service";
import { put } from "@/server/environments/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { feedbackItems, forms } from "@/server/foundation/db/tables/feedback";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { decisions, policies, promotions } from "@/server/foundation/db/tables/promotions";
import { runDatasets } from "@/server/foundation/db/tables/runs";
import { addPoints } from "@/server/metrics/service";
import { findModel } from "@/server/registry/find";
import { linkArrivedRuns, upsertFromRegistry } from "@/server/registry/service";
import { makeProject, makeRun, sourceModel, sourceVersion } from "./models-world";

/** When the tests' world is looked at; `ago` counts days back from it. */
const hourMs = 3_600_000;
const begun = Date.now();
export const ago = (days: number) => new Date(begun - days * 24 * hourMs).toISOString();
export const gate = (metric: string, result: "pass" | "fail") => ({
  ...{ metric, result, label: metric, value: 1, champion: null, gain: null, because: "" },
});

export async function readWorld(db: OpenDb) {
  const environmentId: Record<string, string> = {};
  const promotionId: Record<string, string> = {};
  const screening = await makeProject(db, "screening");
  const foreign = await makeProject(db, "foreign");
  const measured: Record<string, Record<string, number>> = {
    1: { recall: 0.905, auc: 0.9695 },
    2: { recall: 0.912, auc: 0.9701 },
    3: { recall: 0.942, auc: 0.9812, epochs: 30 },
    4: { recall: 0.951, auc: Number.NaN },
    5: { recall: 0.961, auc: 0.9837 },
  };
  for (const [v, metrics] of Object.entries(measured)) {
    const run = await makeRun(db, screening, {
      externalId: `run-of-breast-cancer-${v}`,
      commitSha: v.repeat(40),
      metrics,
    });
    await db.db
      .insert(runDatasets)
      .values({ runId: run.id, name: "wdbc", digest: `d${v}`, context: "training" });
  }
  const versions = ["1", "2", "3", "4", "5"].map((v) => sourceVersion("breast-cancer", v));
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: screening.connection.id,
      models: [
        sourceModel("breast-cancer", { description: "tells malignant from benign" }),
        sourceModel("idle"),
      ],
      versions,
      aliases: [],
      at: ago(50),
    }),
  );
  await db.db.transaction((tx) => linkArrivedRuns(tx, screening.connection.id));
  for (const [name, alias] of [
    ["production", "champion"],
    ["staging", "challenger"],
  ] as const) {
    const made = await put(screening.as.maintainer, {
      project: "screening",
      name,
      connection: "mlflow",
      alias,
    });
    environmentId[name] = made.id;
  }
  const modelId = (
    await findModel(db.db, await projectsWith(screening.as.viewer, "models.read"), "breast-cancer")
  ).id;
  const rows = await db.db.select().from(modelVersions).where(eq(modelVersions.modelId, modelId));
  const versionId = Object.fromEntries(rows.map((r) => [r.version, r.id]));
  const pair = { projectId: screening.project.id, modelId, environmentId: environmentId.production ?? "" };
  const [policy] = await db.db
    .insert(policies)
    .values({
      ...pair,
      revision: 1,
      gates: [
        { metric: "auc", beatsChampionBy: 0 },
        { metric: "recall", atLeast: 0.93 },
      ],
      rules: [{ role: "approver", count: 2 }],
    })
    .returning();
  const promote = async (name: string, v: string, over: Partial<typeof promotions.$inferInsert>) => {
    const [row] = await db.db
      .insert(promotions)
      .values({
        ...pair,
        versionId: versionId[v] ?? "",
        policyId: policy?.id ?? "",
        status: "succeeded",
        requestedBy: screening.as.contributor.actor?.id ?? "",
        evidence: {},
        evidenceDigest: "-",
        gates: [gate("auc", "pass"), gate("recall", "pass")],
        expiresAt: ago(-7),
        ...over,
      })
      .returning();
    promotionId[name] = row?.id ?? "";
    return row?.id ?? "";
  };
  const serve = (
    v: string,
    name: string,
    days: number,
    over: Partial<Parameters<typeof startDeployment>[1]> = {},
  ) =>
    db.db.transaction((tx) =>
      startDeployment(tx, {
        projectId: screening.project.id,
        modelId,
        environmentId: environmentId[name] ?? "",
        versionId: versionId[v] ?? "",
        promotionId: null,
        source: "promotion",
        at: ago(days),
        previousEnded: "superseded",
        because: null,
        ...over,
      }),
    );
  await promote("third", "3", { createdAt: ago(31), endedAt: ago(30) });
  await serve("3", "production", 30, { promotionId: promotionId.third });
  await promote("fourth", "4", { createdAt: ago(6), endedAt: ago(5), status: "rolled_back" });
  await serve("4", "production", 5, { promotionId: promotionId.fourth });
  await promote("back", "3", {
    createdAt: ago(4),
    endedAt: ago(4),
    rollbackOf: promotionId.fourth,
    championVersionId: versionId["4"],
  });
  await serve("3", "production", 4, {
    promotionId: promotionId.back,
    source: "rollback",
    previousEnded: "rolled_back",
    because: "recall under 0.93",
  });
  await serve("5", "staging", 3);
  const second = await promote("second", "2", {
    createdAt: ago(20),
    endedAt: ago(20),
    status: "rejected",
    gates: [gate("auc", "pass"), gate("recall", "fail")],
  });
  expect(second).not.toBe("");
  const fifth = await promote("fifth", "5", { createdAt: ago(1), status: "pending" });
  const approver = screening.as.approver.actor?.id ?? "";
  for (const name of ["third", "fifth"]) {
    await db.db.insert(decisions).values({
      ...{ promotionId: promotionId[name] ?? "", personId: approver, role: "approver", decision: "approve" },
      evidenceDigest: "-",
    });
  }
  expect(fifth).not.toBe("");
  await addPoints(screening.as.contributor, {
    points: Array.from({ length: 8 }, (_, i) => ({
      subject: "environment:breast-cancer@production",
      name: "recall",
      at: ago(6.99 - i * 0.99),
      value: i === 4 ? ("NaN" as const) : 0.94 + i / 1000,
    })),
  });
  const [form] = await db.db
    .insert(forms)
    .values({ ...pair, slug: "report", title: "Report", fields: [] })
    .returning();
  await db.db.insert(feedbackItems).values(
    (["new", "confirmed", "fixed"] as const).map((status) => ({
      ...{ projectId: pair.projectId, modelId, formId: form?.id ?? "", status },
      ...{ title: "wrong", answers: {}, source: "api" as const },
    })),
  );
  return { screening, foreign, versionId, modelId, environmentId, promotionId };
}
