import fc from "fast-check";
import { expect, test } from "vitest";
import { genesis, hashLine } from "@/server/audit/chain";
import { canonicalJson } from "@/server/foundation/canonical-json";

const line = {
  at: "2026-01-31T09:30:00.000Z",
  actorKind: "person",
  actorId: "1",
  actorName: "approver",
  via: "session",
  action: "promotion.approved",
  projectId: "1",
  subjectKind: "promotion",
  subjectId: "7",
  subjectName: null,
  data: { comment: "agree", gates: [1, 2] },
};

test("canonical JSON does not depend on the order in which keys were written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("a line's hash changes with any of its fields and with the line before", () => {
  const hash = hashLine(genesis, line);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashLine(hash, line)).not.toBe(hash);
  for (const key of Object.keys(line)) {
    expect(hashLine(genesis, { ...line, [key]: "else" } as typeof line), key).not.toBe(hash);
  }
});
