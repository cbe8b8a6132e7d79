import "server-only";
import { environmentsOf } from "@/server/deployments/environments-of";
import { type Environment, environmentsIn } from "@/server/deployments/store";
import type { Db, Tx } from "@/server/foundation/db/open";
import { gateOutcome } from "@/server/gates/schema";
import { approvalProgress } from "@/server/promotions/judge";
import { isOpen } from "@/server/promotions/status";
import type { Model, OpenPromotion } from "./schema";
import * as store from "./store";

/** Everything a list shows of some models, read in a fixed number of queries. */
export type Facts = {
  model: store.Joined;
  /** Most important first. */
  environments: Environment[];
  serving: Awaited<ReturnType<typeof store.servingOf>>;
  openPromotions: OpenPromotion[];
  reports: number;
};

export async function factsOf(db: Db | Tx, rows: readonly store.Joined[]): Promise<Facts[]> {
  const ids = rows.map((r) => r.model.id);
  const projectIds = [...new Set(rows.map((r) => r.model.projectId))];
  const [environments, serving, open, reports] = await Promise.all([
    environmentsIn(db, projectIds),
    store.servingOf(db, ids),
    openPromotions(db, ids),
    store.reportCounts(db, ids),
  ]);
  return rows.map((row) => ({
    model: row,
    environments: environmentsOf(
      environments.filter((e) => e.projectId === row.model.projectId),
      row.model,
    ),
    serving: serving.filter((s) => s.modelId === row.model.id),
    openPromotions: open.flatMap(({ modelId, ...p }) => (modelId === row.model.id ? [p] : [])),
    reports: reports.get(row.model.id) ?? 0,
  }));
}

async function openPromotions(
  db: Db | Tx,
  ids: readonly string[],
): Promise<(OpenPromotion & { modelId: string })[]> {
  const rows = await store.openPromotionsOf(db, ids);
  const approvals = await approvalProgress(
    db,
    rows.map((r) => r.id),
  );
  return rows.flatMap(({ gates, status, ...row }) => {
    if (!isOpen(status)) return [];
    const outcomes = gateOutcome.array().parse(gates);
    return [
      {
        ...row,
        status,
        gates: { passed: outcomes.filter((g) => g.result === "pass").length, total: outcomes.length },
        approvals: approvals.get(row.id) ?? { done: 0, total: 0 },
      },
    ];
  });
}

/** A model as the API shows it. */
export async function toModels(db: Db | Tx, facts: readonly Facts[]): Promise<Model[]> {
  const ids = facts.map((f) => f.model.model.id);
  const [counts, latest] = await Promise.all([store.versionCounts(db, ids), store.latestVersions(db, ids)]);
  return facts.map(
    ({ model: { model, project, connectionName }, environments, serving, openPromotions, reports }) => ({
      id: model.id,
      name: model.name,
      project,
      connection: model.connectionId,
      connectionName,
      description: model.description,
      versions: counts.get(model.id) ?? 0,
      latest: latest.get(model.id) ?? null,
      environments: environments.map(({ name, alias }) => ({ name, alias })),
      serving: serving.map(({ environment, version, since, promotionId: promotion }) => ({
        ...{ environment, version, since, promotion },
      })),
      openPromotions,
      reports,
      createdAt: model.createdAt,
      updatedAt: model.updatedAt,
      deletedAt: model.deletedAt,
      url: model.url,
    }),
  );
}
