import type { RefusalWords } from "@/server/foundation/errors";

type AccountState = { isOwner: boolean; disabled: boolean };

/**
 * Why an account may not change, or null. The last owner who can sign in stays one: without an owner nobody could
 * manage the installation. Nobody closes their own account.
 * @param openOwners how many owners can sign in now, the person included
 */
export function accountChangeRefusal(
  now: AccountState,
  next: AccountState,
  facts: { self: boolean; openOwners: number },
): RefusalWords | null {
  if (facts.self && next.disabled && !now.disabled) {
    return { what: "You can't close your own account.", todo: "Ask another owner to close it." };
  }
  const leaves = now.isOwner && !now.disabled && (!next.isOwner || next.disabled);
  if (leaves && facts.openOwners <= 1) {
    return {
      what: "This is the last owner who can sign in.",
      why: "Without one, nobody could manage this installation.",
      todo: "Make somebody else an owner first.",
    };
  }
  return null;
}
