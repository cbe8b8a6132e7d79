import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { projectsWith, requireRightOn } from "@/server/access/access";
import { publicActor, record } from "@/server/audit/record";
import { servingAt } from "@/server/deployments/service";
import { announce } from "@/server/events/announce";
import { ratingMaxOf, readAnswers, summarise } from "@/server/forms/answers";
import type { FormField } from "@/server/forms/schema";
import { findForm } from "@/server/forms/service";
import { countWithin, holdMs, requireCounted } from "@/server/foundation/attempts";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { countedNetwork } from "@/server/foundation/network";
import { keysetPage, type Page } from "@/server/foundation/paging";
import type { Histogram } from "@/server/foundation/shapes";
import { id as idShape, instant } from "@/server/foundation/shapes";
import { judged } from "./complaint";
import { contentTypes, head, line } from "./dataset";
import type {
  CountFeedback,
  ExportFeedback,
  FeedbackDetail,
  FeedbackHistogram,
  FeedbackItem,
  FeedbackStatus,
  ListFeedback,
  SubmitItem,
  Triage,
} from "./schema";
import * as store from "./store";

/** Thirty reports in ten minutes from one address: far above what a person sends, far below a flood. */
const perSender = { limit: 30, seconds: 600 };
/** Of a form that gets more than this from everywhere, each report is held back; none is lost. */
const perForm = { free: 300, capMs: 3000, seconds: 600 };
const exportPage = 500;
const position = z.object({ at: instant, id: idShape });

function toItem(row: store.JoinedItem): FeedbackItem {
  return {
    id: row.id,
    project: row.project,
    form: { slug: row.formSlug, title: row.formTitle },
    model: row.model,
    version: row.version,
    environment: row.environment,
    deployment: row.deploymentId,
    title: row.title,
    answers: row.answers as FeedbackItem["answers"],
    predictionId: row.predictionId,
    rating: row.rating,
    ratingMax: ratingMaxOf(row.fields as FormField[]),
    correctedLabel: row.correctedLabel,
    predictedLabel: row.predictedLabel,
    complaint: row.complaint,
    source: row.source,
    status: row.status,
    assignee: row.assigneeId && row.assignee !== null ? { id: row.assigneeId, name: row.assignee } : null,
    tags: row.tags,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Counts a report before anything is read or written for it. @throws Refusal TOO_MANY_REQUESTS */
async function slowDown({ db, ip, signal }: Ctx, slug: string): Promise<void> {
  const sender = ip ? countedNetwork(ip) : "unknown";
  requireCounted(await countWithin(db, ["report", sender], perSender), "Too many reports from one place.");
  const all = { limit: 1_000_000_000, seconds: perForm.seconds };
  const count = requireCounted(await countWithin(db, ["reports", slug], all), "Too many reports.");
  const hold = holdMs(count, perForm);
  if (hold > 0) await wait(hold, undefined, { signal });
}

/**
 * Takes one report in, from the public form or by API, without signing in: it is tied to the version that serves
 * at this moment. The same idempotency key twice makes one item.
 */
export async function submit(
  ctx: Ctx,
  input: SubmitItem,
  source: "form" | "api",
): Promise<{ id: string; duplicate: boolean }> {
  await slowDown(ctx, input.slug);
  const found = await findForm(ctx.db, input.slug);
  if (!found)
    throw new Refusal("NOT_FOUND", {
      what: "There is no form at this address.",
      todo: "Check the link you were given.",
    });
  const { form } = found;
  if (form.closedAt)
    throw new Refusal("CONFLICT", { what: "This form is closed.", todo: "Ask whoever gave you the link." });
  const fields = form.fields as FormField[];
  const read = readAnswers(fields, input.answers);
  if (!read.ok) {
    const label = (key: string) => fields.find((f) => f.key === key)?.label ?? key;
    throw new Refusal("BAD_REQUEST", {
      what: read.issues.map((issue) => `“${label(issue.key)}” ${issue.message}.`).join(" "),
      todo: "Correct this and send again; nothing was kept.",
    });
  }
  return ctx.db.transaction(async (tx) => {
    const at = new Date().toISOString();
    const said = summarise(fields, read.answers);
    const serving = await servingAt(tx, form.modelId, form.environmentId, at);
    const made = await store.insertItem(tx, {
      projectId: form.projectId,
      formId: form.id,
      modelId: form.modelId,
      versionId: serving?.versionId ?? null,
      deploymentId: serving?.id ?? null,
      ...said,
      ...judged(fields, said, input.predicted ?? null),
      answers: read.answers,
      source,
      idempotencyKey: input.idempotencyKey ?? null,
      createdAt: at,
    });
    if (made.duplicate) return made;
    await record(tx, ctx.actor ?? publicActor, {
      action: "feedback.received",
      project: form.projectId,
      subject: { kind: "feedback", id: made.id, name: said.title },
      data: { form: form.slug, version: serving?.versionId ?? null },
    });
    await announce(tx, { project: form.projectId, noun: "feedback", id: made.id });
    return made;
  });
}

/** Items newest first. */
export async function list(ctx: Ctx, input: ListFeedback): Promise<Page<FeedbackItem>> {
  const scopes = await projectsWith(ctx, "feedback.read", input.project);
  const me = ctx.actor?.id ?? "0";
  return keysetPage(
    input,
    position,
    async (after, limit) => (await store.page(ctx.db, scopes, input, { me, after, limit })).map(toItem),
    ({ createdAt, id }) => ({ at: createdAt, id }),
  );
}

/** How many items wait in each status. */
export async function counts(ctx: Ctx, input: CountFeedback) {
  const scopes = await projectsWith(ctx, "feedback.read", input.project);
  return store.countByStatus(ctx.db, scopes, input, ctx.actor?.id ?? "0");
}

/** Items over time, from the first one to now, and how many of them are complaints. */
export async function histogramOf(ctx: Ctx, { buckets, ...input }: FeedbackHistogram): Promise<Histogram> {
  const scopes = await projectsWith(ctx, "feedback.read", input.project);
  return store.histogram(ctx.db, scopes, input, { me: ctx.actor?.id ?? "0", buckets });
}

/** One item with the questions it answers. */
export async function get(ctx: Ctx, input: { id: string }): Promise<FeedbackDetail> {
  await requireRightOn(
    ctx,
    "feedback.read",
    (db) => store.projectOfItem(db, input.id),
    `feedback item ${input.id}`,
  );
  const row = await store.findItem(ctx.db, input.id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no feedback item ${input.id}.` });
  const questions = (row.fields as FormField[]).map(({ key, label, kind }) => ({ key, label, kind }));
  return { ...toItem(row), questions };
}

/** Decides what becomes of an item: its status, who looks after it, its tags. */
export async function update(ctx: Ctx, input: Triage): Promise<FeedbackItem> {
  const scope = await requireRightOn(
    ctx,
    "feedback.triage",
    (db) => store.projectOfItem(db, input.id),
    `feedback item ${input.id}`,
  );
  const assigneeId = input.assignee === "me" ? scope.actor.id : input.assignee;
  if (assigneeId && !(await store.mayLookAfter(ctx.db, scope, assigneeId))) {
    throw new Refusal("BAD_REQUEST", {
      what: "This person is not a member of the project.",
      todo: "Choose a member.",
    });
  }
  await ctx.db.transaction(async (tx) => {
    const before = await store.lockItem(tx, scope, input.id);
    if (!before) throw new Refusal("NOT_FOUND", { what: `There is no feedback item ${input.id}.` });
    const changes = {
      ...(input.status !== undefined && input.status !== before.status ? { status: input.status } : {}),
      ...(assigneeId !== undefined && assigneeId !== before.assigneeId ? { assigneeId } : {}),
      ...(input.tags !== undefined && input.tags.join("\n") !== before.tags.join("\n")
        ? { tags: [...new Set(input.tags)] }
        : {}),
    };
    if (Object.keys(changes).length === 0) return;
    await store.updateItem(tx, scope, input.id, changes);
    const status: FeedbackStatus | undefined = changes.status;
    await record(tx, scope.actor, {
      action: status ? `feedback.${status === "new" ? "reopened" : status}` : "feedback.changed",
      project: scope.projectId,
      subject: { kind: "feedback", id: input.id, name: before.title },
      data: { from: { status: before.status, assignee: before.assigneeId, tags: before.tags }, to: changes },
    });
    await announce(tx, { project: scope.projectId, noun: "feedback", id: input.id });
  });
  const row = await store.findItem(ctx.db, input.id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no feedback item ${input.id}.` });
  return toItem(row);
}

/**
 * Every item that fits as lines of a dataset, newest first. A page is held at a time, however long the list is.
 * @returns the dataset's content type, a name for its file, and its pieces
 */
export function exportLines(ctx: Ctx, input: ExportFeedback) {
  return {
    type: contentTypes[input.format],
    name: `feedback.${input.format}`,
    pieces: pieces(ctx, input),
  };
}

async function* pieces(ctx: Ctx, input: ExportFeedback): AsyncGenerator<string> {
  const scopes = await projectsWith(ctx, "feedback.read", input.project);
  const me = ctx.actor?.id ?? "0";
  yield head(input.format);
  let after: store.Position | null = null;
  for (;;) {
    const rows: store.JoinedItem[] = await store.page(ctx.db, scopes, input, {
      me,
      after,
      limit: exportPage,
    });
    if (rows.length > 0) yield rows.map((row) => line(toItem(row), input.format)).join("");
    const last = rows.at(-1);
    if (!last || rows.length < exportPage) return;
    after = { at: last.createdAt, id: last.id };
  }
}
