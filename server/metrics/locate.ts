import "server-only";
import { type ProjectScope, projectsWith, requireRightOn } from "@/server/access/access";
import type { Right } from "@/server/access/rights";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { parseSubject, type Subject, subjectKey } from "./subject";
import { type Found, findEnvironments, findVersions, runProject } from "./subjects";

export type Located = { scope: ProjectScope; subject: Subject; key: string };

/**
 * From a subject as the API words it to its key in `series`, with the right checked.
 * @param project a slug or id, for when two projects have a model of that name
 * @throws Refusal BAD_REQUEST, NOT_FOUND, FORBIDDEN, or CONFLICT when the name stands for several
 */
export async function locate(ctx: Ctx, right: Right, text: string, project?: string): Promise<Located> {
  const subject = parseSubject(text);
  if (!subject) {
    throw new Refusal("BAD_REQUEST", {
      what: `${text} is not a subject.`,
      todo: "Write run:ID, version:MODEL@VERSION or environment:MODEL@NAME.",
    });
  }
  if (subject.kind === "run") {
    const scope = await requireRightOn(ctx, right, (db) => runProject(db, subject.id), `run ${subject.id}`);
    return { scope, subject, key: subjectKey.run(subject.id) };
  }
  const scopes = await projectsWith(ctx, right, project);
  const found =
    subject.kind === "version"
      ? await findVersions(ctx.db, scopes, subject)
      : firstPerModel(await findEnvironments(ctx.db, scopes, subject));
  const one = onlyOne(found, text);
  const scope = scopes.find((s) => s.projectId === one.projectId);
  if (!scope) throw new Refusal("NOT_FOUND", { what: `There is no ${text}.` });
  const key =
    subject.kind === "version"
      ? subjectKey.version(one.id)
      : subjectKey.environment(one.modelId ?? "", one.id);
  return { scope, subject, key };
}

/** A model's own environment hides the project's of the same name. */
const firstPerModel = (found: readonly Found[]) =>
  found.filter((row, place) => found.findIndex((other) => other.modelId === row.modelId) === place);

function onlyOne(found: readonly Found[], text: string): Found {
  const [first] = found;
  if (!first) throw new Refusal("NOT_FOUND", { what: `There is no ${text} in the projects you may see.` });
  if (found.some((other) => other.projectId !== first.projectId)) {
    throw new Refusal("CONFLICT", {
      what: `${text} stands for models of several projects.`,
      todo: "Say which with `project`.",
    });
  }
  return first;
}
