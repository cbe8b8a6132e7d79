import { z } from "zod";
import { rule } from "@/server/approvals/schema";
import {
  id,
  instant,
  metricValue,
  modelName,
  name,
  pageInput,
  pageOf,
  versionName,
} from "@/server/foundation/shapes";
import { gate } from "@/server/gates/kinds";
import { gateOutcome } from "@/server/gates/schema";
import { whole } from "./evidence/whole";

export const promotionStatus = z.enum([
  "pending",
  "blocked",
  "approved",
  "rejected",
  "expired",
  "canceled",
  "superseded",
  "executing",
  "succeeded",
  "failed",
  "rolled_back",
]);
export type PromotionStatus = z.infer<typeof promotionStatus>;

/** What a promotion is judged by. */
export const terms = z.object({
  gates: z.array(gate).max(50),
  rules: z.array(rule).max(10),
  expiresAfterHours: z.number().int().min(1).max(8760),
});
export type Terms = z.infer<typeof terms>;

/** Everything a decision is made on. Approvals name its digest. */
export const evidence = whole.extend({
  numbers: z
    .array(
      z.object({
        version: z.string(),
        metric: z.string(),
        value: metricValue,
        source: z.enum(["registry", "api"]).nullable(),
        sentBy: z.string().nullable(),
        at: z.string().nullable(),
      }),
    )
    .describe(
      "each number with its source: read in the registry, or sent by API, by whom and for when; null in older evidence, which did not tell them apart",
    ),
  sections: z
    .record(z.string(), z.string())
    .nullable()
    .describe(
      "the digest of each section, which `evidenceDigest` is over; null where the evidence was pinned in one piece",
    ),
});
export type Evidence = z.infer<typeof evidence>;

const who = z.object({ id, name: z.string() });
const words = z.object({ what: z.string(), why: z.string(), todo: z.string() });

export const decision = z.object({
  id,
  person: who,
  role: z.string().describe("the role it was made in"),
  decision: z.enum(["approve", "reject", "bypass"]).describe("`bypass`: an owner did without the approvals"),
  comment: z.string(),
  evidenceDigest: z.string(),
  waitsForOwner: z
    .string()
    .nullable()
    .describe("why the approval counts only once an owner agrees; null where it needs no agreement"),
  agreedBy: who.nullable().describe("the owner who agreed that it counts"),
  createdAt: instant,
  voidedAt: instant.nullable(),
  voidedBecause: z.string().nullable(),
});

export const stepKind = z.enum(["check", "read_alias", "set_alias", "verify_alias"]);
export const stepDetail = z.object({
  /** The version of the alias: read before, wanted, and read after. */
  before: z.string().nullable().optional(),
  target: z.string().optional(),
  after: z.string().nullable().optional(),
  /** What was read when an interrupted execution went on. */
  reread: z.string().nullable().optional(),
  /** False where the alias was on that version already. */
  wrote: z.boolean().optional(),
  /** Why the last attempt failed, and why it is tried again or was given up. */
  trouble: words.extend({ at: instant }).optional(),
});
export type StepDetail = z.infer<typeof stepDetail>;

export const executionStep = z.object({
  kind: stepKind,
  status: z.enum(["queued", "running", "succeeded", "failed", "skipped"]),
  attempt: z.number().int().describe("how often it was begun"),
  detail: stepDetail,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type ExecutionStep = z.infer<typeof executionStep>;

/** One rule with the people whose approvals count for it. */
export const ruleProgress = rule.extend({ by: z.array(who) });
export type RuleProgress = z.infer<typeof ruleProgress>;

export const promotion = z.object({
  id,
  project: z.string(),
  model: z.string(),
  version: z.string(),
  environment: z.string(),
  status: promotionStatus,
  reason: z.string(),
  requestedBy: who,
  requesters: z
    .array(who.extend({ how: z.enum(["asked", "token", "retried"]), at: instant }))
    .describe("who asked, in person or by a token, and who retried it: none of them approves it"),
  /** The version that served when the evidence was pinned; null when none did. */
  champion: z.string().nullable(),
  rollbackOf: id.nullable().describe("the promotion this one undoes"),
  policy: z.object({ revision: z.number().int(), gates: z.array(gate), rules: z.array(rule) }),
  gates: z.array(gateOutcome),
  approvals: z
    .array(ruleProgress)
    .describe("the approvals it takes: never fewer than the policy it was asked under did"),
  bypass: z
    .object({ by: who, reason: z.string(), at: instant, given: z.number().int(), asked: z.number().int() })
    .nullable()
    .describe("an owner did without the approvals: so many were given, of those asked for"),
  waitsForRole: z.string().nullable().describe("the least role whose approval would help now"),
  waitsForOwner: z.boolean().describe("whether an approval counts only once an owner agrees"),
  decisions: z.array(decision),
  evidenceDigest: z.string(),
  evidencePinnedAt: instant,
  evidenceChanges: z.array(z.string()),
  versionGone: z
    .string()
    .nullable()
    .describe("why it is blocked whatever the gates say; null while the registry has the version"),
  execution: z.array(executionStep),
  failure: words.nullable(),
  target: z.object({ connection: id, connectionName: z.string(), alias: z.string() }),
  /** Whether the environment serves this version now because of this promotion. */
  serving: z.boolean(),
  createdAt: instant,
  expiresAt: instant,
  decidedAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: z.string().nullable(),
});
export type Promotion = z.infer<typeof promotion>;

/** The reader, as the transition table needs it. */
export const reader = z.object({
  role: z.enum(["viewer", "contributor", "approver", "maintainer"]),
  isOwner: z.boolean(),
  isRequester: z.boolean(),
  hasApproved: z.boolean(),
});
export type Reader = z.infer<typeof reader>;

export const promotionDetail = promotion.extend({
  evidence,
  you: reader,
  /** People who may still give an approval that helps. */
  couldApprove: z.array(who.extend({ role: z.string() })),
  /** The version that served before this one: what a roll-back goes back to. */
  previous: z.string().nullable(),
});
export type PromotionDetail = z.infer<typeof promotionDetail>;

const projectSlug = z.string().max(60).optional();

export const listPromotions = pageInput.extend({
  project: projectSlug,
  model: modelName.optional(),
  environment: z.string().max(200).optional(),
  status: promotionStatus.optional(),
  group: z
    .enum(["mine", "others", "open", "done"])
    .optional()
    .describe("`mine` waits for the reader's approval, `others` for somebody else or for its execution"),
});
export type ListPromotions = z.infer<typeof listPromotions>;
export const listedPromotion = promotion.extend({
  /** Whether an approval of the reader was voided and none has taken its place. */
  yourApprovalVoid: z.boolean(),
});
export type ListedPromotion = z.infer<typeof listedPromotion>;
export const promotionPage = pageOf(listedPromotion);

export const challenge = z.object({
  project: projectSlug.describe("needed only where several projects have a model of this name"),
  model: modelName,
  version: versionName,
  environment: name,
});
export type Challenge = z.infer<typeof challenge>;

const comment = z.string().trim().max(4000);

export const requestPromotion = challenge.extend({ reason: comment.default("") });
export type RequestPromotion = z.infer<typeof requestPromotion>;

/** What a request would be judged by, before it is made. */
export const preview = z.object({
  project: z.string(),
  evidence,
  gates: z.array(gateOutcome),
  role: reader.shape.role,
  target: promotion.shape.target,
  /** Why it cannot be asked for now; null when it can. */
  refusal: z.string().nullable(),
  /** An open promotion of the same version into the same environment. */
  open: id.nullable(),
});
export type Preview = z.infer<typeof preview>;

export const getPromotion = z.object({
  id,
  wait: z
    .number()
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe("seconds to wait for its status to change, unless it is over already"),
});
export type GetPromotion = z.infer<typeof getPromotion>;

export const decide = z.object({
  id,
  decision: z
    .enum(["approve", "reject", "bypass"])
    .describe("`bypass` does without the missing approvals; it takes an owner, and a comment that says why"),
  comment: comment.default("").describe("a rejection and a bypass say why"),
  evidenceDigest: z
    .string()
    .max(100)
    .optional()
    .describe("the digest of the evidence decided on; without it, the one pinned when the request arrives"),
});
export type Decide = z.infer<typeof decide>;

export const agreeToApproval = z.object({
  id,
  decision: id.describe("the approval, one whose `waitsForOwner` says why"),
});

export const cancelPromotion = z.object({ id, comment: comment.default("") });
export const rollBackPromotion = z.object({ id, reason: comment.default("") });
export const retryPromotion = z.object({ id });
