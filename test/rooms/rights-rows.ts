import type { inferRouterInputs } from "@trpc/server";
import type { Role } from "@/server/access/rights";
import type { RefusalCode } from "@/server/foundation/errors";
import type { AppRouter } from "@/server/router";
import { password, type SeededWorld, type Who } from "../world/seeded";

type Inputs = inferRouterInputs<AppRouter>;
/** `people.list`, `promotions.decide` …: every procedure of the router, told by its type. */
export type ProcedurePath = {
  [R in keyof Inputs & string]: { [P in keyof Inputs[R] & string]: `${R}.${P}` }[keyof Inputs[R] & string];
}[keyof Inputs & string];
type InputOf<Path> = Path extends `${infer R}.${infer P}`
  ? R extends keyof Inputs
    ? P extends keyof Inputs[R]
      ? Inputs[R][P]
      : never
    : never
  : never;

export type Row<Path extends ProcedurePath = ProcedurePath> = {
  /** `open`: without signing in; `person`: whoever is signed in, each about what is their own. */
  least: "open" | "person" | Role | "owner";
  input: (world: SeededWorld) => InputOf<Path>;
  /** How the world answers who is let in, where it can't say yes: everybody, or some of them. */
  but?: RefusalCode | Partial<Record<Who, RefusalCode>>;
};

const p = (w: SeededWorld) => ({ project: w.project.slug });
const model = (w: SeededWorld) => ({ ...p(w), model: "breast-cancer" });
const version = (w: SeededWorld) => ({ ...model(w), version: "13" });
const challenge = (w: SeededWorld) => ({ ...version(w), environment: "production" });
const run = (w: SeededWorld) => `run:${w.run.id}`;
const promotion = (w: SeededWorld) => ({ id: w.promotion.id });
const gitlab = (w: SeededWorld) => ({ id: w.gitlab.id });
const nothing = () => undefined;

/** What each procedure takes at least. A procedure without a row does not compile. */
export const rows: { [Path in ProcedurePath]: Row<Path> } = {
  "account.hasOwner": { least: "open", input: nothing },
  "account.me": { least: "person", input: nothing },
  "account.rename": { least: "person", input: () => ({ name: "another name" }) },
  "account.changePassword": {
    least: "person",
    input: () => ({ current: password, next: "another one, long enough" }),
  },
  "sessions.list": { least: "person", input: () => ({}) },
  "sessions.end": { least: "person", input: () => ({ id: "999999" }), but: "NOT_FOUND" },
  "sessions.endOthers": { least: "person", input: () => ({}) },

  "projects.list": { least: "person", input: () => ({}) },
  "projects.create": { least: "owner", input: (w) => ({ name: `New ${w.unique}` }) },
  "projects.change": { least: "maintainer", input: (w) => ({ ...p(w), name: "Renamed" }) },

  "people.list": { least: "viewer", input: p },
  "people.create": {
    least: "maintainer",
    input: (w) => ({ ...p(w), role: "viewer", name: "viewer", email: `one-more-${w.unique}@example.com` }),
  },
  "people.change": { least: "owner", input: (w) => ({ id: w.member, disabled: true }) },
  "people.resetPassword": { least: "owner", input: (w) => ({ id: w.member }) },
  "people.setRole": { least: "maintainer", input: (w) => ({ ...p(w), person: w.member, role: "approver" }) },
  "people.removeMember": { least: "maintainer", input: (w) => ({ ...p(w), person: w.member }) },

  "invitations.list": { least: "maintainer", input: p },
  "invitations.create": { least: "maintainer", input: (w) => ({ ...p(w), role: "approver" }) },
  "invitations.revoke": { least: "maintainer", input: (w) => ({ id: w.invitation.id }) },
  "invitations.preview": { least: "open", input: () => ({ token: "inv_unknown" }) },
  "invitations.accept": { least: "open", input: () => ({ token: "inv_unknown" }), but: "CONFLICT" },

  "tokens.list": { least: "person", input: () => ({}) },
  "tokens.create": { least: "person", input: () => ({ name: "mine" }) },
  "tokens.revoke": {
    least: "person",
    input: (w) => ({ id: w.token.id }),
    // It is the contributor's; an owner may end anybody's.
    but: { stranger: "NOT_FOUND", viewer: "NOT_FOUND", approver: "NOT_FOUND", maintainer: "NOT_FOUND" },
  },

  "shell.data": { least: "person", input: nothing },
  "search.find": { least: "person", input: () => ({ q: "breast" }) },
  "live.changes": { least: "person", input: nothing },

  "outbound.list": { least: "person", input: nothing },
  "outbound.open": { least: "owner", input: () => ({ range: "10.1.0.0/16" }) },
  "outbound.close": { least: "owner", input: () => ({ id: "999999" }), but: "NOT_FOUND" },

  "connections.list": { least: "viewer", input: p },
  "connections.get": { least: "viewer", input: gitlab },
  "connections.create": {
    least: "maintainer",
    input: (w) => ({ ...p(w), vendor: "mlflow", name: "another", url: "http://127.0.0.1:9" }),
  },
  "connections.update": { least: "maintainer", input: (w) => ({ ...gitlab(w), name: "renamed" }) },
  "connections.remove": { least: "maintainer", input: gitlab },
  "connections.test": { least: "maintainer", input: gitlab },
  "connections.tryOut": {
    least: "maintainer",
    input: (w) => ({ ...p(w), vendor: "mlflow", url: "http://127.0.0.1:9" }),
  },
  "connections.sync": { least: "maintainer", input: gitlab },
  "connections.pause": { least: "maintainer", input: gitlab },
  "connections.resume": { least: "maintainer", input: gitlab },

  "metrics.series": { least: "viewer", input: (w) => ({ subject: run(w), name: "recall" }) },
  "metrics.names": { least: "viewer", input: (w) => ({ subject: run(w) }) },
  "metrics.addPoints": {
    least: "contributor",
    input: (w) => ({ points: [{ subject: run(w), name: "recall", step: 1, value: 0.9 }] }),
  },

  "models.list": { least: "viewer", input: p },
  "models.get": { least: "viewer", input: model },
  "models.versions": { least: "viewer", input: model },
  "models.version": { least: "viewer", input: version },
  "models.head": { least: "viewer", input: model },
  "models.versionTable": { least: "viewer", input: model },
  "models.versionDetail": { least: "viewer", input: version },
  "models.timeline": { least: "viewer", input: model },
  "models.liveMetric": { least: "viewer", input: model },
  "models.servingNow": { least: "viewer", input: p },

  "environments.list": { least: "viewer", input: p },
  "environments.put": {
    least: "maintainer",
    input: (w) => ({ ...p(w), name: "staging", connection: "mlflow", alias: "challenger" }),
  },
  "environments.remove": {
    least: "maintainer",
    input: (w) => ({ id: w.environment.id }),
    but: "CONFLICT",
  },

  "policies.list": { least: "viewer", input: model },
  "policies.put": {
    least: "maintainer",
    input: (w) => ({
      ...model(w),
      environment: "production",
      gates: [],
      rules: [{ role: "approver", count: 1 }],
    }),
  },

  "promotions.list": { least: "viewer", input: p },
  "promotions.get": { least: "viewer", input: promotion },
  "promotions.preview": { least: "viewer", input: challenge },
  "promotions.request": { least: "contributor", input: (w) => ({ ...challenge(w), reason: "Better." }) },
  "promotions.decide": {
    least: "approver",
    input: (w) => ({ ...promotion(w), decision: "reject", comment: "Not yet." }),
  },
  "promotions.agree": {
    least: "owner",
    input: (w) => ({ ...promotion(w), decision: "999999" }),
    but: "NOT_FOUND",
  },
  // Who asked may take it back, and a maintainer may; an approver says no instead.
  "promotions.cancel": { least: "contributor", input: promotion, but: { approver: "FORBIDDEN" } },
  "promotions.rollBack": { least: "approver", input: promotion, but: "CONFLICT" },
  "promotions.retry": { least: "contributor", input: promotion, but: "CONFLICT" },

  "comments.list": { least: "viewer", input: promotion },
  "comments.mentionable": { least: "viewer", input: promotion },
  "comments.mentions": { least: "viewer", input: p },
  "comments.markRead": { least: "viewer", input: promotion },
  "comments.create": { least: "contributor", input: (w) => ({ ...promotion(w), text: "Why now?" }) },
  // It is the contributor's: nobody else deletes it.
  "comments.remove": {
    least: "contributor",
    input: (w) => ({ ...promotion(w), comment: w.comment.id }),
    but: { approver: "FORBIDDEN", maintainer: "FORBIDDEN", owner: "FORBIDDEN" },
  },

  "forms.list": { least: "viewer", input: p },
  "forms.public": { least: "open", input: (w) => ({ slug: w.form.slug }) },
  "forms.create": {
    least: "maintainer",
    input: (w) => ({
      ...model(w),
      environment: "production",
      slug: `another-${w.unique}`,
      title: "Another",
      fields: [{ key: "words", label: "What happened?", kind: "text" }],
    }),
  },
  "forms.change": { least: "maintainer", input: (w) => ({ slug: w.form.slug, closed: true }) },

  "feedback.submit": { least: "open", input: (w) => ({ slug: w.form.slug, answers: { rating: 4 } }) },
  "feedback.fillIn": { least: "open", input: (w) => ({ slug: w.form.slug, answers: { rating: 4 } }) },
  "feedback.list": { least: "viewer", input: p },
  "feedback.counts": { least: "viewer", input: p },
  "feedback.histogram": { least: "viewer", input: p },
  "feedback.get": { least: "viewer", input: (w) => ({ id: w.item.id }) },
  "feedback.update": { least: "contributor", input: (w) => ({ id: w.item.id, status: "confirmed" }) },

  "overview.needs": { least: "viewer", input: p },
  "overview.axis": { least: "viewer", input: p },
  "overview.worse": { least: "viewer", input: p },
  "runs.list": { least: "viewer", input: p },
  "runs.get": { least: "viewer", input: (w) => ({ id: w.run.id }) },
  "runs.jobs": { least: "viewer", input: (w) => ({ id: w.run.id }) },
  "runs.log": { least: "viewer", input: (w) => ({ id: w.run.id, job: "9999999" }), but: "NOT_FOUND" },
  "runs.artifacts": { least: "viewer", input: (w) => ({ id: w.run.id }) },
  "runs.counts": { least: "viewer", input: p },
  "runs.histogram": { least: "viewer", input: p },
  // Pipelines of projects the reader is not in are left out, and nobody is told.
  "runs.lastTwenty": { least: "person", input: () => ({ pipelines: ["1"] }) },
  "runs.facets": { least: "viewer", input: p },

  "trace.of": { least: "viewer", input: (w) => ({ subject: run(w) }) },
  "audit.list": { least: "viewer", input: p },
  "audit.choices": { least: "viewer", input: p },
};
