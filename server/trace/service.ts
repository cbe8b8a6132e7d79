import "server-only";
import type { z } from "zod";
import { type ProjectScope, projectsWith, requireRightOn } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { cellsOf, type Linked, type RunFact, type TraceFacts } from "./cells";
import type { traceInput, traceOutput } from "./schema";
import * as store from "./store";

type Anchor = {
  here: TraceFacts["here"];
  run?: RunFact | null;
  version?: store.VersionFact | null;
  promotion?: store.PromotionFact | null;
  item?: { id: string; title: string } | null;
};

/** The chain around an object, from commit to feedback: joined by commit, source run and version. */
export async function of(
  ctx: Ctx,
  input: z.output<typeof traceInput>,
): Promise<z.output<typeof traceOutput>> {
  const { scope, anchor } = await find(ctx, input);
  const facts = await gather(ctx, scope, anchor);
  return { subject: input.subject, project: scope.slug, cells: cellsOf(facts) };
}

async function find(
  ctx: Ctx,
  input: z.output<typeof traceInput>,
): Promise<{ scope: ProjectScope; anchor: Anchor }> {
  const colon = input.subject.indexOf(":");
  const kind = input.subject.slice(0, colon);
  const rest = input.subject.slice(colon + 1);
  if (kind === "version") return findVersion(ctx, rest, input.project);
  if (kind === "run") {
    const scope = await requireRightOn(
      ctx,
      "runs.read",
      (db) => store.projectOf(db, "run", rest),
      `run ${rest}`,
    );
    const run = await store.runById(ctx.db, scope, rest);
    const here = run?.kind === "training" || run?.kind === "data" ? run.kind : "pipeline";
    return { scope, anchor: { here, run } };
  }
  if (kind === "promotion") {
    const find = (db: Ctx["db"]) => store.projectOf(db, "promotion", rest);
    const scope = await requireRightOn(ctx, "promotions.read", () => find(ctx.db), `promotion ${rest}`);
    const promotion = await store.promotionOf(ctx.db, scope, { id: rest });
    const version = promotion && (await store.versionById(ctx.db, scope, promotion.versionId));
    return { scope, anchor: { here: "promotion", promotion, version } };
  }
  const scope = await requireRightOn(
    ctx,
    "feedback.read",
    (db) => store.projectOf(db, "feedback", rest),
    `feedback item ${rest}`,
  );
  const item = await store.feedbackById(ctx.db, scope, rest);
  const version = item?.versionId ? await store.versionById(ctx.db, scope, item.versionId) : null;
  return { scope, anchor: { here: "feedback", item, version } };
}

async function findVersion(ctx: Ctx, text: string, project: string | undefined) {
  const at = text.lastIndexOf("@");
  const scopes = await projectsWith(ctx, "models.read", project);
  const found = await store.versionsNamed(ctx.db, scopes, {
    model: text.slice(0, at),
    version: text.slice(at + 1),
  });
  const [version] = found;
  const scope = scopes.find((s) => s.projectId === version?.projectId);
  if (!version || !scope)
    throw new Refusal("NOT_FOUND", { what: `There is no version ${text} in the projects you may see.` });
  if (found.some((other) => other.projectId !== version.projectId)) {
    throw new Refusal("CONFLICT", {
      what: `${text} stands for models of several projects.`,
      todo: "Say which with `project`.",
    });
  }
  return { scope, anchor: { here: "version", version } satisfies Anchor };
}

async function gather({ db }: Ctx, scope: ProjectScope, anchor: Anchor): Promise<TraceFacts> {
  const trained = anchor.run?.kind === "training" ? anchor.run : null;
  const version = anchor.version ?? (anchor.run ? await versionOf(db, scope, anchor.run) : null);
  const source = trained ?? (version?.runId ? await store.runById(db, scope, version.runId) : null);
  const sha = anchor.run?.commitSha ?? version?.commitSha ?? source?.commitSha ?? null;
  const [ofCommit, promotion, connected] = await Promise.all([
    sha ? store.runsOfCommit(db, scope, sha) : new Map<string, store.CommitRun>(),
    anchor.promotion ?? (version ? store.promotionOf(db, scope, { versionId: version.id }) : null),
    store.connectedVendors(db, scope),
  ]);
  const own = (kind: RunFact["kind"]): Linked | null => {
    if (anchor.run?.kind === kind) return { run: anchor.run, sameCommit: null };
    const run = ofCommit.get(kind);
    return run ? { run, sameCommit: run.sameCommit } : null;
  };
  const training = source ? { run: source, sameCommit: null } : version ? null : own("training");
  const [datasets, deployment, counts] = await Promise.all([
    training ? store.datasetsOf(db, training.run.id) : [],
    version
      ? store.deploymentOf(db, scope, { versionId: version.id, promotionId: anchor.promotion?.id ?? null })
      : null,
    version ? store.feedbackCount(db, scope, version.id) : null,
  ]);
  const pipeline =
    anchor.run?.kind === "deploy" ? { run: anchor.run, sameCommit: null } : (own("code") ?? own("deploy"));
  const item = anchor.item ?? null;
  return {
    here: anchor.here,
    commit: sha
      ? { sha, branch: anchor.run?.branch ?? pipeline?.run.branch ?? source?.branch ?? null }
      : null,
    pipeline,
    dataRun: own("data"),
    training,
    datasets,
    version,
    promotion,
    deployment,
    feedback:
      counts || item
        ? { count: 0, more: false, fresh: 0, ...counts, item: item?.id ?? null, title: item?.title ?? null }
        : null,
    connected,
  };
}

async function versionOf(db: Ctx["db"], scope: ProjectScope, run: RunFact) {
  if (run.kind === "training") return store.latestVersion(db, scope, { runId: run.id });
  return run.commitSha ? store.latestVersion(db, scope, { sha: run.commitSha }) : null;
}
