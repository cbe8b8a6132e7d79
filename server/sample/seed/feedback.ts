import "server-only";
import { and, eq } from "drizzle-orm";
import { publicActor, record } from "@/server/audit/record";
import { servingAt } from "@/server/deployments/service";
import { judged } from "@/server/feedback/complaint";
import { readAnswers, summarise } from "@/server/forms/answers";
import type { Tx } from "@/server/foundation/db/open";
import { feedbackItems, forms } from "@/server/foundation/db/tables/feedback";
import type { SampleFeedback } from "../live";
import type { Story } from "../story";
import { placeOf, type SeedState } from "./seed-state";

type StoryForm = Story["forms"][number];

/** A maintainer publishes a form. */
export async function publishForm(tx: Tx, state: SeedState, form: StoryForm): Promise<void> {
  const { projectId } = state.scope;
  const { modelId, environmentId } = placeOf(state, form);
  const { slug, title, intro, fields, at } = form;
  const [row] = await tx
    .insert(forms)
    .values({ projectId, modelId, environmentId, slug, title, intro, fields, createdAt: at })
    .returning({ id: forms.id });
  if (!row) throw new Error(`form ${slug} was not written`);
  state.forms.set(slug, { id: row.id, modelId, environmentId, fields });
  const subject = { kind: "form", id: row.id, name: slug };
  await record(
    tx,
    state.people.as.maintainer.actor,
    { action: "form.published", project: projectId, subject },
    at,
  );
}

/** Somebody fills a form in, about the version that serves at that moment. */
export async function receiveFeedback(tx: Tx, state: SeedState, item: SampleFeedback): Promise<void> {
  const { projectId } = state.scope;
  const form = state.forms.get(item.form);
  if (!form) throw new Error(`the sample has no form ${item.form}`);
  const read = readAnswers(form.fields, item.answers);
  if (!read.ok) throw new Error(`an answer to ${item.form} does not fit: ${JSON.stringify(read.issues)}`);
  const serving = await servingAt(tx, form.modelId, form.environmentId, item.at);
  const summary = summarise(form.fields, read.answers);
  const [row] = await tx
    .insert(feedbackItems)
    .values({
      projectId,
      formId: form.id,
      modelId: form.modelId,
      versionId: serving?.versionId ?? null,
      deploymentId: serving?.id ?? null,
      ...summary,
      ...judged(form.fields, summary, item.predicted ?? null),
      answers: read.answers,
      source: item.source,
      createdAt: item.at,
      updatedAt: item.at,
    })
    .returning({ id: feedbackItems.id });
  if (!row) throw new Error("a feedback item was not written");
  const subject = { kind: "feedback" as const, id: row.id, name: summary.title };
  state.feedback.set(item, subject);
  await record(tx, publicActor, { action: "feedback.received", project: projectId, subject }, item.at);
}

/** A person decides what becomes of an item. */
export async function triageFeedback(
  tx: Tx,
  state: SeedState,
  item: SampleFeedback,
  { status, by, at, assignee, tags }: NonNullable<SampleFeedback["triage"]>,
): Promise<void> {
  const { projectId } = state.scope;
  const subject = state.feedback.get(item);
  if (!subject) throw new Error(`feedback on ${item.form} is triaged before it was received`);
  await tx
    .update(feedbackItems)
    .set({ status, tags, assigneeId: assignee && state.people.as[assignee].actor.id, updatedAt: at })
    .where(and(eq(feedbackItems.id, subject.id), eq(feedbackItems.projectId, projectId)));
  const entry = { action: `feedback.${status}`, project: projectId, subject };
  await record(tx, state.people.as[by].actor, entry, at);
}
