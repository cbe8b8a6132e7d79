import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import { environmentsOf } from "@/server/deployments/environments-of";
import { environmentsIn } from "@/server/deployments/store";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { keysetPage } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import { boundFor, metricsOf } from "@/server/gates/bounds";
import { gate } from "@/server/gates/kinds";
import { gateOutcome } from "@/server/gates/schema";
import { findModel, type ModelRow, resolveVersion } from "@/server/registry/find";
import { namesOf } from "@/server/registry/measure-names";
import { type Measure, metricsOfVersions } from "@/server/registry/measures";
import { cutNames } from "@/server/runs/cut";
import { chooseColumns, type KnownMetric } from "../columns";
import type { ListVersions, OneVersion, Version, VersionDetail, VersionTable } from "../schema";
import { stateOf } from "../state";
import { approvalsOf, policiesOf, servingOf } from "../store";
import * as store from "./store";

const cursor = z.object({ ordinal: z.number().int(), id });

/** A model's versions, newest first. */
export async function listVersions(ctx: Ctx, input: ListVersions) {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const model = await findModel(ctx.db, scopes, input.model);
  const page = await readPage(ctx.db, model, input);
  return { ...page, items: await toVersions(ctx.db, model, page.items) };
}

/** One version. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT */
export async function getVersion(ctx: Ctx, input: OneVersion): Promise<Version> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const { model, version } = await resolveVersion(ctx.db, scopes, input);
  const [shown] = await toVersions(ctx.db, model, [version]);
  if (!shown) throw new Error("a version was not shown");
  return shown;
}

const readPage = (db: Db | Tx, model: ModelRow, input: ListVersions) =>
  keysetPage(
    input,
    cursor,
    (after, limit) => store.page(db, model.id, { after, limit }),
    ({ ordinal, id }) => ({ ordinal, id }),
  );

async function toVersions(
  db: Db | Tx,
  model: ModelRow,
  rows: readonly store.VersionRow[],
): Promise<Version[]> {
  const ids = rows.map((r) => r.id);
  const [metrics, datasets, aliases, serving, connectionName] = await Promise.all([
    metricsOfVersions(db, ids),
    store.datasetsOf(db, [...new Set(rows.flatMap((r) => r.runId ?? []))]),
    store.aliasesOf(db, ids),
    servingOf(db, [model.id]),
    store.connectionName(db, model.connectionId),
  ]);
  return rows.map((row) => ({
    id: row.id,
    model: model.name,
    version: row.version,
    project: model.project,
    connection: model.connectionId,
    connectionName,
    runId: row.runId,
    commitSha: row.commitSha,
    digest: row.digest,
    datasets: datasets.flatMap(({ runId, ...dataset }) => (runId === row.runId ? [dataset] : [])),
    aliases: aliases.filter((a) => a.versionId === row.id).map((a) => a.alias),
    environments: serving.filter((s) => s.versionId === row.id).map((s) => s.environment),
    metrics: Object.fromEntries((metrics.get(row.id) ?? []).map((m) => [m.name, m.value])),
    tags: row.tags,
    description: row.description,
    status: row.status,
    source: row.source,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    deletedAt: row.deletedAt,
    url: row.url,
  }));
}

/** What the main environment serves now, and where else. */
async function servingOfModel(db: Db | Tx, model: ModelRow) {
  const environments = environmentsOf(await environmentsIn(db, [model.projectId]), model);
  const serving = await servingOf(db, [model.id]);
  const main = environments[0] ?? null;
  const champion = serving.find((s) => s.environmentId === main?.id) ?? null;
  const servesOf = (versionId: string) =>
    serving
      .filter((s) => s.versionId === versionId)
      .map((s) => ({
        ...{ environment: s.environment, promotion: s.promotionId },
        main: s.environmentId === main?.id,
      }));
  return { environments, main, champion, servesOf };
}

/** The deployments and promotions of these versions, and the state of each. */
async function statesOf(db: Db | Tx, main: string | null, versionIds: readonly string[]) {
  const [deployments, promotions] = await Promise.all([
    store.deploymentsOf(db, versionIds),
    store.promotionsOf(db, versionIds),
  ]);
  const past = promotions.map(({ gates, ...p }) => ({
    ...p,
    failedGates: gateOutcome
      .array()
      .parse(gates)
      .filter((g) => g.result !== "pass")
      .map((g) => g.metric ?? g.label),
  }));
  const stateOfVersion = ({ id, deletedAt }: Pick<store.VersionRow, "id" | "deletedAt">) =>
    stateOf(
      main,
      deletedAt,
      deployments.filter((d) => d.versionId === id),
      past.filter((p) => p.versionId === id),
    );
  return { deployments, promotions, stateOfVersion };
}

const valueIn = (measures: readonly Measure[] | undefined, name: string) =>
  measures?.find((m) => namesOf(m).includes(name))?.value ?? null;

/** The metrics of a model's recent versions, with how many have each. */
async function knownMetrics(db: Db | Tx, modelId: string): Promise<KnownMetric[]> {
  const measures = await metricsOfVersions(db, await store.recentVersions(db, modelId));
  const known = new Map<string, KnownMetric>();
  for (const { name, better } of [...measures.values()].flat()) {
    const versions = (known.get(name)?.versions ?? 0) + 1;
    known.set(name, { name, better, versions });
  }
  return [...known.values()];
}

/** A model's versions as differences to what serves users. */
export async function versionTable(ctx: Ctx, input: ListVersions): Promise<VersionTable> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const model = await findModel(ctx.db, scopes, input.model);
  const [{ items: rows, nextCursor }, serving, policies, known] = await Promise.all([
    readPage(ctx.db, model, input),
    servingOfModel(ctx.db, model),
    policiesOf(ctx.db, [model.id]),
    knownMetrics(ctx.db, model.id),
  ]);
  const { environments, main, champion, servesOf } = serving;
  const rules = environments.flatMap((e) => policies.find((p) => p.environmentId === e.id) ?? [])[0];
  const gates = gate.array().parse(rules?.gates ?? []);
  const columns = chooseColumns(metricsOf(gates), known).map((column) => ({
    ...column,
    bound: boundFor(gates, column.name),
  }));
  const ids = rows.map((r) => r.id);
  const [metrics, states] = await Promise.all([
    metricsOfVersions(ctx.db, champion ? [...new Set([...ids, champion.versionId])] : ids),
    statesOf(ctx.db, main?.name ?? null, ids),
  ]);
  const valuesOf = (versionId: string) => columns.map((c) => valueIn(metrics.get(versionId), c.name));
  return {
    environment: main?.name ?? null,
    champion: champion && { version: champion.version, values: valuesOf(champion.versionId) },
    columns,
    items: rows.map((row) => ({
      id: row.id,
      version: row.version,
      serves: servesOf(row.id),
      state: states.stateOfVersion(row),
      values: valuesOf(row.id),
      commitSha: row.commitSha,
      createdAt: row.createdAt,
    })),
    nextCursor,
  };
}

/** Files shown of a version; the rest are counted. */
const filesShown = 200;

/** Everything that a version's page shows. */
export async function versionDetail(ctx: Ctx, input: OneVersion): Promise<VersionDetail> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const { model, version: row } = await resolveVersion(ctx.db, scopes, input);
  const scope = scopes.find((s) => s.projectId === model.projectId);
  if (!scope) throw new Error("a model was found outside the scopes");
  const { db } = ctx;
  const { main, champion, servesOf } = await servingOfModel(db, model);
  const against = champion && champion.versionId !== row.id ? champion : null;
  const championRow = against ? await store.versionById(db, against.versionId) : null;
  const [shown] = await toVersions(db, model, [row]);
  if (!shown) throw new Error("a version was not shown");
  const [metrics, states, run, params, championParams, artifacts, latest] = await Promise.all([
    metricsOfVersions(db, against ? [row.id, against.versionId] : [row.id]),
    statesOf(db, main?.name ?? null, [row.id]),
    row.runId ? store.runOf(db, row.runId) : null,
    row.runId ? store.paramsOf(db, row.runId) : [],
    championRow?.runId ? store.paramsOf(db, championRow.runId) : [],
    row.runId ? store.artifactsOf(db, row.runId, filesShown) : { items: [], total: 0 },
    store.isLatest(db, row),
  ]);
  const approvals = await approvalsOf(
    db,
    states.deployments.flatMap((d) => d.promotion ?? []),
  );
  return {
    ...shown,
    you: scope.role,
    latest,
    state: states.stateOfVersion(row),
    serves: servesOf(row.id),
    environment: main?.name ?? null,
    champion: against?.version ?? null,
    run: run && { id: run.id, name: run.name, status: run.status, url: run.url },
    runExternalId: row.runExternalId,
    measuredOf: row.measuredOf ?? "run",
    measures: besideChampion(
      metrics.get(row.id) ?? [],
      against ? (metrics.get(against.versionId) ?? []) : [],
    ),
    params: paramsBeside(params, championParams, run?.vendor ?? null),
    artifacts: artifacts.items,
    artifactCount: artifacts.total,
    promotions: states.promotions.map(({ id, environment, status, requestedBy, createdAt, outcome }) => ({
      ...{ id, environment, status, requestedBy, createdAt, outcome },
    })),
    deployments: states.deployments
      .map(({ versionId: _, ...d }) => ({
        ...d,
        version: row.version,
        approvedBy: approvals.filter((a) => a.promotionId === d.promotion).map((a) => a.name),
      }))
      .reverse(),
  };
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, "en");

function besideChampion(mine: readonly Measure[], champion: readonly Measure[]): VersionDetail["measures"] {
  const missing = champion.filter((c) => !mine.some((m) => m.name === c.name));
  return [
    ...mine.map(({ name, better, value, mayBeNaN }) => ({
      ...{ name, better, value, mayBeNaN },
      champion: valueIn(champion, name),
      championMayBeNaN: champion.some((c) => namesOf(c).includes(name) && c.mayBeNaN),
    })),
    ...missing.map((c) => ({
      name: c.name,
      better: c.better,
      value: null,
      champion: c.value,
      mayBeNaN: false,
      championMayBeNaN: c.mayBeNaN,
    })),
  ].sort(byName);
}

type Param = { name: string; value: string };

function paramsBeside(
  mine: readonly Param[],
  champion: readonly Param[],
  vendor: string | null,
): VersionDetail["params"] {
  const values = Object.fromEntries(mine.map(({ name, value }) => [name, value]));
  const cut = new Set(vendor === null ? [] : cutNames(vendor, "params", values));
  const theirs = new Map(champion.map((p) => [p.name, p.value]));
  const missing = champion.filter((c) => !mine.some((m) => m.name === c.name));
  return [
    ...mine.map((p) => ({ ...p, champion: theirs.get(p.name) ?? null, cut: cut.has(p.name) })),
    ...missing.map((c) => ({ name: c.name, value: null, champion: c.value, cut: false })),
  ].sort(byName);
}
