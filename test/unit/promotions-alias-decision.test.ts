import { describe, expect, test } from "vitest";
import { decideAliasWrite } from "@/server/promotions/execution/alias-decision";

describe("an alias that was read before it is written", () => {
  test.each([
    // found, champion, target
    ["12", "12", "14", "write"],
    [null, null, "14", "write"],
    ["14", "12", "14", "already_set"],
    ["14", null, "14", "already_set"],
    ["13", "12", "14", "moved_outside"],
    [null, "12", "14", "moved_outside"],
    ["13", null, "14", "moved_outside"],
    // A promotion of the champion itself has nothing to write.
    ["12", "12", "12", "already_set"],
  ] as const)("on %s, with champion %s and target %s: %s", (found, champion, target, decision) => {
    expect(decideAliasWrite(found, champion, target)).toBe(decision);
  });
});
