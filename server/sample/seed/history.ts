import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { record } from "@/server/audit/record";
import type { Db, Tx } from "@/server/foundation/db/open";
import { environments } from "@/server/foundation/db/tables/models";
import type { Story } from "../story";
import type { Cast } from "./people";
import { ask, decide, end, rollBack, type Stage, writePolicy } from "./promotions";

/** Something that happened at one moment of the story. */
type Scene = { at: string; play: (tx: Tx, stage: Stage) => Promise<void> };

/**
 * Plays the story in the order in which it happened, on the models and runs that were read before: gates are judged
 * on real numbers, by the rules that stood at the time. What lies after `now` has not happened yet.
 * @param modelIds the models' ids by name; connectionIds those of connections by their key in the story
 */
export async function playHistory(
  db: Db,
  scope: ProjectScope,
  cast: Cast,
  story: Story,
  ids: { models: Map<string, string>; connections: Map<string, string> },
  now: number,
): Promise<void> {
  const scenes = scenesOf(story)
    .filter((scene) => Date.parse(scene.at) <= now)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  await db.transaction(async (tx) => {
    const places = await makeEnvironments(tx, scope, cast, story, ids.connections);
    const stage: Stage = { scope, cast, models: ids.models, places, promotions: new Map() };
    for (const scene of scenes) await scene.play(tx, stage);
  });
}

async function makeEnvironments(
  tx: Tx,
  scope: ProjectScope,
  cast: Cast,
  story: Story,
  connections: Map<string, string>,
): Promise<Stage["places"]> {
  const first = story.policies.flatMap((policy) => policy.revisions.map((each) => each.at)).sort()[0];
  const places: Stage["places"] = new Map();
  for (const { name, connection, alias, position } of story.environments) {
    const connectionId = connections.get(connection);
    if (!connectionId) throw new Error(`the story names no connection ${connection}`);
    const [row] = await tx
      .insert(environments)
      .values({ projectId: scope.projectId, name, connectionId, alias, position, createdAt: first })
      .returning();
    if (!row) throw new Error(`environment ${name} was not written`);
    places.set(name, { id: row.id, alias });
    const entry = { project: scope.projectId, subject: { kind: "environment", id: row.id, name } };
    await record(
      tx,
      cast.as.maintainer.actor,
      { action: "environment.created", ...entry, data: { alias } },
      first,
    );
  }
  return places;
}

function scenesOf(story: Story): Scene[] {
  const policies = story.policies.flatMap(({ model, environment, revisions }) =>
    revisions.map(
      (revision): Scene => ({
        at: revision.at,
        play: (tx, stage) => writePolicy(tx, stage, { model, environment, ...revision }),
      }),
    ),
  );
  const promotions = story.promotions.flatMap((told): Scene[] => {
    const { decisions, endedAt, rollback } = told;
    return [
      { at: told.at, play: (tx, stage) => ask(tx, stage, told) },
      ...decisions.map(
        (decision): Scene => ({ at: decision.at, play: (tx, stage) => decide(tx, stage, told, decision) }),
      ),
      ...(endedAt ? [{ at: endedAt, play: (tx: Tx, stage: Stage) => end(tx, stage, told, endedAt) }] : []),
      ...(rollback
        ? [{ at: rollback.at, play: (tx: Tx, stage: Stage) => rollBack(tx, stage, told, rollback) }]
        : []),
    ];
  });
  return [...policies, ...promotions];
}
