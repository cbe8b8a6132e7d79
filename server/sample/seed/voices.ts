import "server-only";
import { and, eq } from "drizzle-orm";
import type { ProjectScope } from "@/server/access/access";
import { publicActor, record } from "@/server/audit/record";
import { servingAt } from "@/server/deployments/service";
import { readAnswers, summarise } from "@/server/forms/answers";
import type { Db, Tx } from "@/server/foundation/db/open";
import { feedbackItems, forms } from "@/server/foundation/db/tables/feedback";
import { environments } from "@/server/foundation/db/tables/models";
import { appendPoints } from "@/server/metrics/append";
import { subjectKey } from "@/server/metrics/subject";
import { feedbackUpTo, type LiveRecording, type SampleFeedback, seriesUpTo } from "../live";
import type { Story } from "../story";
import type { Cast } from "./people";

type When = { days: number; now: number };
type Form = typeof forms.$inferSelect & { fields: Story["forms"][number]["fields"] };

/** What was measured of the serving versions, and what users reported about them. */
export async function playVoices(
  db: Db,
  scope: ProjectScope,
  cast: Cast,
  story: Story,
  models: Map<string, string>,
  recording: LiveRecording,
  when: When,
): Promise<void> {
  await db.transaction(async (tx) => {
    const places = await tx.select().from(environments).where(eq(environments.projectId, scope.projectId));
    const placeOf = new Map(places.map((row) => [row.name, row.id]));
    const idsOf = (at: { model: string; environment: string }) => {
      const modelId = models.get(at.model);
      const environmentId = placeOf.get(at.environment);
      if (!modelId || !environmentId) throw new Error(`the sample has no ${at.model} in ${at.environment}`);
      return { modelId, environmentId };
    };
    for (const { points, metric, ...at } of seriesUpTo(recording, when.days, when.now)) {
      const { modelId, environmentId } = idsOf(at);
      const subject = subjectKey.environment(modelId, environmentId);
      const timed = points.map((point) => ({
        x: Date.parse(point.at),
        at: Date.parse(point.at),
        value: point.value,
      }));
      await appendPoints(tx, scope, { subject, name: metric, axis: "time" }, timed);
    }
    const bySlug = new Map<string, Form>();
    for (const told of story.forms) {
      bySlug.set(told.slug, await publish(tx, scope, cast, told, idsOf(told)));
    }
    for (const item of feedbackUpTo(recording, when.days, when.now)) {
      const form = bySlug.get(item.form);
      if (!form) throw new Error(`the sample has no form ${item.form}`);
      await receive(tx, scope, cast, form, item);
    }
  });
}

async function publish(
  tx: Tx,
  scope: ProjectScope,
  cast: Cast,
  { slug, title, intro, fields, at }: Story["forms"][number],
  ids: { modelId: string; environmentId: string },
): Promise<Form> {
  const { projectId } = scope;
  const [row] = await tx
    .insert(forms)
    .values({ projectId, ...ids, slug, title, intro, fields, createdAt: at })
    .returning();
  if (!row) throw new Error(`form ${slug} was not written`);
  const subject = { kind: "form", id: row.id, name: slug };
  await record(tx, cast.as.maintainer.actor, { action: "form.published", project: projectId, subject }, at);
  return { ...row, fields };
}

async function receive(
  tx: Tx,
  scope: ProjectScope,
  cast: Cast,
  form: Form,
  item: SampleFeedback,
): Promise<void> {
  const read = readAnswers(form.fields, item.answers);
  if (!read.ok) throw new Error(`an answer to ${form.slug} does not fit: ${JSON.stringify(read.issues)}`);
  const serving = await servingAt(tx, form.modelId, form.environmentId, item.at);
  const said = summarise(form.fields, read.answers);
  const [row] = await tx
    .insert(feedbackItems)
    .values({
      projectId: scope.projectId,
      formId: form.id,
      modelId: form.modelId,
      versionId: serving?.versionId ?? null,
      deploymentId: serving?.id ?? null,
      ...said,
      answers: read.answers,
      source: item.source,
      createdAt: item.at,
      updatedAt: item.at,
    })
    .returning({ id: feedbackItems.id });
  if (!row) throw new Error("a feedback item was not written");
  const entry = { project: scope.projectId, subject: { kind: "feedback", id: row.id, name: said.title } };
  await record(tx, publicActor, { action: "feedback.received", ...entry }, item.at);
  if (!item.triage) return;
  const { status, by, at, assignee, tags } = item.triage;
  await tx
    .update(feedbackItems)
    .set({ status, tags, assigneeId: assignee && cast.as[assignee].actor.id, updatedAt: at })
    .where(and(eq(feedbackItems.id, row.id), eq(feedbackItems.projectId, scope.projectId)));
  await record(tx, cast.as[by].actor, { action: `feedback.${status}`, ...entry }, at);
}
