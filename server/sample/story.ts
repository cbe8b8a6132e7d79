import { z } from "zod";
import { rule } from "@/server/approvals/schema";
import { vendorId } from "@/server/connections/schema";
import { formField } from "@/server/forms/schema";
import { gate } from "@/server/gates/kinds";
import { shiftInstant } from "./shift.ts";

/**
 * The sample's story, `data/story.json`: who requested what, who approved, and how it ended. People are named by their
 * role, and there is one of each. Times are those of the recording; `moveStory` brings them to today. Versions, runs
 * and metrics are not in it: they come from the sample's tracking server, and gates are evaluated on its real numbers.
 */

const instant = z.iso.datetime();
export const samplePerson = z.enum(["owner", "maintainer", "approver", "contributor", "viewer"]);
export type SamplePerson = z.infer<typeof samplePerson>;

const connection = z.object({
  key: z.string(),
  vendor: vendorId,
  name: z.string(),
  options: z.record(z.string(), z.unknown()),
});

const environment = z.object({
  name: z.string(),
  /** The key of a connection. */
  connection: z.string(),
  alias: z.string(),
  position: z.number().int(),
});

const policy = z.object({
  model: z.string(),
  environment: z.string(),
  /** Oldest first; the last one is in force. A promotion was judged by the one in force when it was requested. */
  revisions: z
    .array(
      z.object({
        at: instant,
        by: samplePerson,
        gates: z.array(gate),
        rules: z.array(rule),
        expiresAfterHours: z.number().int(),
      }),
    )
    .min(1),
});

const decision = z.object({
  by: samplePerson,
  at: instant,
  decision: z.enum(["approve", "reject"]),
  comment: z.string(),
});

/** What somebody wrote without deciding; `@approver` mentions the person of that role. */
const comment = z.object({ by: samplePerson, at: instant, text: z.string() });

const promotion = z.object({
  model: z.string(),
  version: z.string(),
  environment: z.string(),
  at: instant,
  by: samplePerson,
  reason: z.string(),
  decisions: z.array(decision),
  comments: z.array(comment).default([]),
  status: z.enum(["pending", "rejected", "canceled", "expired", "succeeded", "rolled_back"]),
  /** When it ended; for an executed one, when its alias was set. Absent while it waits. */
  endedAt: instant.optional(),
  /** Why it ended, where its decisions do not show it. */
  because: z.string().optional(),
  /** Who rolled it back, when and why: a promotion of its own, without approvals. */
  rollback: z.object({ by: samplePerson, at: instant, reason: z.string() }).optional(),
});
export type StoryPromotion = z.infer<typeof promotion>;

const form = z.object({
  model: z.string(),
  environment: z.string(),
  slug: z.string(),
  title: z.string(),
  intro: z.string(),
  at: instant,
  fields: z.array(formField),
});

export const story = z.object({
  /** The recording's last day, which is moved to the day of the first start. */
  lastDay: z.iso.date(),
  project: z.object({ slug: z.string(), name: z.string() }),
  connections: z.array(connection),
  environments: z.array(environment),
  policies: z.array(policy),
  forms: z.array(form),
  /** In the order of their requests. */
  promotions: z.array(promotion),
});
export type Story = z.infer<typeof story>;

/** One version in one environment for a while; `to` is null while it serves. */
export type StoryDeployment = {
  model: string;
  environment: string;
  version: string;
  from: string;
  to: string | null;
};

/** What served where and when, by the promotions. */
export function deploymentsOf({ promotions }: Pick<Story, "promotions">): StoryDeployment[] {
  const changes = promotions.flatMap(({ model, environment, version, status, endedAt, rollback }) => {
    if ((status !== "succeeded" && status !== "rolled_back") || !endedAt) return [];
    const into = { model, environment, version, at: endedAt };
    return rollback ? [into, { model, environment, version: null, at: rollback.at }] : [into];
  });
  changes.sort((a, b) => (a.at < b.at ? -1 : 1));
  const deployments: StoryDeployment[] = [];
  for (const { model, environment, version, at } of changes) {
    const before = deployments.filter((one) => one.model === model && one.environment === environment);
    const serving = before.at(-1);
    if (serving) serving.to = at;
    const next = version ?? before.at(-2)?.version;
    if (next) deployments.push({ model, environment, version: next, from: at, to: null });
  }
  return deployments;
}

/** The story with all its times moved by whole days. */
export function moveStory(original: Story, days: number): Story {
  const move = (at: string) => shiftInstant(at, days);
  return {
    ...original,
    lastDay: move(`${original.lastDay}T00:00:00Z`).slice(0, 10),
    policies: original.policies.map((one) => ({
      ...one,
      revisions: one.revisions.map((revision) => ({ ...revision, at: move(revision.at) })),
    })),
    forms: original.forms.map((one) => ({ ...one, at: move(one.at) })),
    promotions: original.promotions.map((one) => ({
      ...one,
      at: move(one.at),
      decisions: one.decisions.map((each) => ({ ...each, at: move(each.at) })),
      comments: one.comments.map((each) => ({ ...each, at: move(each.at) })),
      ...(one.endedAt ? { endedAt: move(one.endedAt) } : {}),
      ...(one.rollback ? { rollback: { ...one.rollback, at: move(one.rollback.at) } } : {}),
    })),
  };
}
