import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  holdsUnstorable,
  isStorable,
  storableJson,
  storableText,
  unstorableAt,
} from "@/server/foundation/storable-text";

const anyText = fc
  .string({ unit: "binary" })
  .chain((text) => fc.constantFrom(text, `${text}\0`, `${text}\ud83d`, `\udc12${text}`, `${text}🐢`));

describe("text that can be stored", () => {
  test("is what comes back from UTF-8 without U+0000", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const isKept = Buffer.from(text, "utf8").toString("utf8") === text && !text.includes("\0");
        expect(isStorable(text)).toBe(isKept);
        expect(isStorable(storableText(text))).toBe(true);
        if (isKept) expect(storableText(text)).toBe(text);
      }),
    );
  });

  test("is looked for at every depth, in names too", () => {
    expect(unstorableAt({ a: [{ b: "x" }, { c: "\ud800" }] })).toEqual(["a", "1", "c"]);
    expect(unstorableAt({ "a\0": 1 })).toEqual([]);
    expect(unstorableAt({ a: ["🐢", null, 1, undefined] })).toBeNull();
    let deep: unknown = "\0";
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(unstorableAt(deep)).not.toBeNull();
    fc.assert(fc.property(fc.jsonValue(), (value) => unstorableAt(storableJson(value)) === null));
  });

  test("is looked for in encoded addresses and forms", () => {
    expect(holdsUnstorable("/x?q=%00")).toBe(true);
    expect(holdsUnstorable("/x?q=%ED%A0%80")).toBe(true);
    expect(holdsUnstorable("/x?q=100%25&r=%F0%9F%90%A2&s=%ED%9F%BF")).toBe(false);
    expect(holdsUnstorable("/x?q=100%")).toBe(false);
  });
});
