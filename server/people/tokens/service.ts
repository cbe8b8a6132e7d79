import "server-only";
import { requirePerson } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import { hashSecret, newSecret } from "@/server/people/secrets";
import type { CreatedToken, CreateToken, ListTokens, Token } from "./schema";
import * as store from "./store";

const day = 86_400_000;

/** One's own tokens. */
export async function list(ctx: Ctx, input: ListTokens): Promise<Page<Token>> {
  const actor = await requirePerson(ctx);
  return keysetPage(
    input,
    id,
    (before, limit) => store.pageOfValid(ctx.db, actor.id, { before, limit }),
    (token) => token.id,
  );
}

/** Makes a token with the rights that its person has at each request. Shown once; only its hash is stored. */
export async function create(ctx: Ctx, input: CreateToken): Promise<CreatedToken> {
  const actor = await requirePerson(ctx);
  const secret = newSecret("tpn");
  return ctx.db.transaction(async (tx) => {
    const made = await store.insertToken(tx, {
      personId: actor.id,
      name: input.name,
      prefix: secret.slice(0, 8),
      tokenHash: hashSecret(secret),
      expiresAt:
        input.expiresInDays === null ? null : new Date(Date.now() + input.expiresInDays * day).toISOString(),
    });
    await record(tx, actor, {
      action: "token.created",
      project: null,
      subject: { kind: "token", id: made.id, name: made.name },
      data: { expiresAt: made.expiresAt },
    });
    await announce(tx, { project: null, noun: "people" });
    return { ...made, token: secret };
  });
}

/** Revokes a token at once. An owner may revoke anybody's. */
export async function revoke(ctx: Ctx, input: { id: string }): Promise<void> {
  const actor = await requirePerson(ctx);
  const found = await store.findValid(ctx.db, input.id);
  if (!found || (found.personId !== actor.id && !actor.isOwner)) {
    throw new Refusal("NOT_FOUND", { what: `You have no token ${input.id}.` });
  }
  await ctx.db.transaction(async (tx) => {
    await store.revoke(tx, input.id);
    await record(tx, actor, {
      action: "token.revoked",
      project: null,
      subject: { kind: "token", id: input.id, name: found.name },
    });
    await announce(tx, { project: null, noun: "people" });
  });
}
