import "server-only";
import { projectsWith, requireRight, requireRightOn } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { environmentsOf } from "@/server/deployments/environments-of";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { findModel } from "@/server/registry/find";
import type { ChangeForm, Form, FormField, NewForm, PublicForm } from "./schema";
import * as store from "./store";

export { findForm } from "./store";

const address = (slug: string) => `${process.env.TERRAPIN_URL ?? ""}/forms/${slug}`;

function toForm(row: Awaited<ReturnType<typeof store.listForms>>[number]): Form {
  const { form } = row;
  return {
    id: form.id,
    project: row.project,
    model: row.model,
    environment: row.environment,
    slug: form.slug,
    title: form.title,
    intro: form.intro,
    fields: form.fields as FormField[],
    closed: form.closedAt !== null,
    url: address(form.slug),
    createdAt: form.createdAt,
    items: row.items ?? 0,
  };
}

/** The forms of one project, or of all the reader's. */
export async function list(ctx: Ctx, input: { project?: string }): Promise<Form[]> {
  const scopes = await projectsWith(ctx, "feedback.read", input.project);
  return (await store.listForms(ctx.db, scopes)).map(toForm);
}

/** What a stranger needs to fill it in. Open to everyone who has the address. */
export async function getPublic(ctx: Ctx, input: { slug: string }): Promise<PublicForm> {
  const found = await store.findForm(ctx.db, input.slug);
  if (!found)
    throw new Refusal("NOT_FOUND", {
      what: "There is no form at this address.",
      todo: "Check the link you were given.",
    });
  const { slug, title, intro, fields, closedAt } = found.form;
  return { slug, title, intro, fields: fields as FormField[], closed: closedAt !== null };
}

/** Makes a form and publishes it at `/forms/{slug}`. */
export async function create(ctx: Ctx, input: NewForm): Promise<Form> {
  const scope = await requireRight(ctx, "forms.manage", { project: input.project });
  const model = await findModel(ctx.db, [scope], input.model);
  const environments = environmentsOf(await store.environmentsIn(ctx.db, scope), model);
  const environment = environments.find((each) => each.name === input.environment);
  if (!environment) {
    throw new Refusal("BAD_REQUEST", {
      what: `${input.model} has no environment ${input.environment}.`,
      todo: "Make the environment first, then the form.",
    });
  }
  try {
    const form = await ctx.db.transaction(async (tx) => {
      const row = await store.insertForm(tx, scope, {
        modelId: model.id,
        environmentId: environment.id,
        slug: input.slug,
        title: input.title,
        intro: input.intro,
        fields: input.fields,
      });
      await record(tx, scope.actor, {
        action: "form.published",
        project: scope.projectId,
        subject: { kind: "form", id: row.id, name: row.slug },
        data: { title: row.title, fields: input.fields },
      });
      await announce(tx, { project: scope.projectId, noun: "feedback", id: null });
      return row;
    });
    return toForm({ form, project: scope.slug, model: model.name, environment: environment.name, items: 0 });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal("CONFLICT", {
      what: `The address /forms/${input.slug} is taken.`,
      todo: "Choose another.",
    });
  }
}

/** Changes a form's words or questions, closes it or opens it again. Items already sent keep what they said. */
export async function change(ctx: Ctx, input: ChangeForm): Promise<Form> {
  const found = await store.findForm(ctx.db, input.slug);
  const scope = await requireRightOn(
    ctx,
    "forms.manage",
    async () => found?.form.projectId,
    `form ${input.slug}`,
  );
  if (!found) throw new Refusal("NOT_FOUND", { what: `There is no form ${input.slug}.` });
  const { closed, slug: _slug, ...words } = input;
  const closedAt =
    closed === undefined
      ? found.form.closedAt
      : closed
        ? (found.form.closedAt ?? new Date().toISOString())
        : null;
  await ctx.db.transaction(async (tx) => {
    await store.updateForm(tx, scope, found.form.id, { ...words, closedAt });
    await record(tx, scope.actor, {
      action: closed === undefined ? "form.changed" : closed ? "form.closed" : "form.opened",
      project: scope.projectId,
      subject: { kind: "form", id: found.form.id, name: found.form.slug },
      data: words,
    });
    await announce(tx, { project: scope.projectId, noun: "feedback", id: null });
  });
  const all = await store.listForms(ctx.db, [scope]);
  const row = all.find((r) => r.form.id === found.form.id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no form ${input.slug}.` });
  return toForm(row);
}
