import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { record } from "@/server/audit/record";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments } from "@/server/foundation/db/tables/models";
import type { SampleFeedback } from "../live";
import type { Story } from "../story";
import { publishForm, receiveFeedback, triageFeedback } from "./feedback";
import type { SamplePeople } from "./people";
import { comment, decide, end, request, rollBack, writePolicy } from "./promotions";
import type { SeedState } from "./seed-state";

/** Something that happened at one moment of the story. */
type StoryEvent = { at: string; write: (tx: Tx, state: SeedState) => Promise<void> };

/** When people and connections were made: nothing in the story is earlier. */
export const beginningOf = ({ policies }: Story): string =>
  policies.flatMap((policy) => policy.revisions.map((each) => each.at)).sort()[0] ?? "";

/**
 * Writes the story in the order of time, on the models and runs that were read before: gates are judged on real
 * numbers, by the policy in force at the time. What lies after `now` has not happened yet.
 * @param ids models by name, connections by their key in the story
 */
export async function writeHistory(
  db: Db,
  scope: ProjectScope,
  people: SamplePeople,
  content: { story: Story; feedback: readonly SampleFeedback[] },
  ids: { models: Map<string, string>; connections: Map<string, string> },
  now: number,
): Promise<void> {
  const events = [...eventsOf(content.story), ...content.feedback.flatMap(feedbackEvents)]
    .filter((event) => Date.parse(event.at) <= now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  await db.transaction(async (tx) => {
    const state: SeedState = {
      ...{ scope, people, models: ids.models, promotions: new Map(), forms: new Map(), feedback: new Map() },
      environments: await makeEnvironments(tx, scope, people, content.story, ids.connections),
    };
    for (const event of events) await event.write(tx, state);
  });
}

async function makeEnvironments(
  tx: Tx,
  scope: ProjectScope,
  people: SamplePeople,
  story: Story,
  connections: Map<string, string>,
): Promise<SeedState["environments"]> {
  const at = beginningOf(story);
  const made: SeedState["environments"] = new Map();
  for (const { name, connection, alias, position } of story.environments) {
    const connectionId = connections.get(connection);
    if (!connectionId) throw new Error(`the story names no connection ${connection}`);
    const [row] = await tx
      .insert(environments)
      .values({ projectId: scope.projectId, name, connectionId, alias, position, createdAt: at })
      .returning();
    if (!row) throw new Error(`environment ${name} was not written`);
    made.set(name, { id: row.id, alias });
    const entry = { project: scope.projectId, subject: { kind: "environment", id: row.id, name } };
    const { actor } = people.as.maintainer;
    await record(tx, actor, { action: "environment.created", ...entry, data: { alias } }, at);
  }
  return made;
}

function eventsOf(story: Story): StoryEvent[] {
  const policies = story.policies.flatMap(({ model, environment, revisions }) =>
    revisions.map(
      (revision): StoryEvent => ({
        at: revision.at,
        write: (tx, state) => writePolicy(tx, state, { model, environment, ...revision }),
      }),
    ),
  );
  const forms = story.forms.map(
    (form): StoryEvent => ({ at: form.at, write: (tx, state) => publishForm(tx, state, form) }),
  );
  return [...policies, ...forms, ...story.promotions.flatMap(promotionEvents)];
}

function promotionEvents(promotion: Story["promotions"][number]): StoryEvent[] {
  const { at, decisions, comments, endedAt, rollback } = promotion;
  const event = (when: string, write: StoryEvent["write"]): StoryEvent => ({ at: when, write });
  return [
    event(at, (tx, state) => request(tx, state, promotion)),
    ...decisions.map((each) => event(each.at, (tx, state) => decide(tx, state, promotion, each))),
    ...comments.map((each) => event(each.at, (tx, state) => comment(tx, state, promotion, each))),
    ...(endedAt ? [event(endedAt, (tx, state) => end(tx, state, promotion, endedAt))] : []),
    ...(rollback ? [event(rollback.at, (tx, state) => rollBack(tx, state, promotion, rollback))] : []),
  ];
}

function feedbackEvents(item: SampleFeedback): StoryEvent[] {
  const { triage } = item;
  return [
    { at: item.at, write: (tx, state) => receiveFeedback(tx, state, item) },
    ...(triage
      ? [{ at: triage.at, write: (tx: Tx, state: SeedState) => triageFeedback(tx, state, item, triage) }]
      : []),
  ];
}
