import type { RefusalWords } from "@/server/foundation/errors";

type Standing = { isOwner: boolean; disabled: boolean };

/**
 * Why an account must stay as it is, or null. An installation without an owner who can sign in could never be
 * opened again, so the last one stays; and nobody locks the door behind themselves.
 * @param openOwners how many owners can sign in now, the person included
 */
export function whyNot(
  now: Standing,
  next: Standing,
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
