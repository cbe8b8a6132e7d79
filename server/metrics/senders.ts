import "server-only";
import { sql } from "drizzle-orm";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";

/** The number of who sends points: a person, by a token or not. */
export async function senderOf(tx: Tx, actor: Actor): Promise<number> {
  if (actor.kind !== "person") throw new Refusal("FORBIDDEN", { what: "Only a person sends points." });
  const { rows } = await tx.execute<{ id: number }>(sql`
    insert into metric_senders (person_id, token_id) values (${actor.id}::bigint, ${actor.tokenId ?? null}::bigint)
    on conflict (person_id, token_id) do update set person_id = excluded.person_id
    returning id`);
  const [row] = rows;
  if (!row) throw new Error("the sender was not written");
  return row.id;
}
