import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameIn, paths } from "@/components/shell/paths";
import { visibleText } from "@/components/ui/visible-text";
import { fromSegment, toSegment } from "@/server/foundation/path-segment";
import { readWords } from "@/server/search/words";
import { oddNames } from "../world/odd-names";

/** What a registry may call a model; the pieces are those that a URL parser treats by itself. */
const name = fc
  .array(
    fc.oneof(fc.constantFrom("~", ".", "..", "%", "%2e", "\\", " ", "\n"), fc.string({ unit: "grapheme" })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(""))
  .filter((text) => text.length > 0 && !text.includes("/"));

describe("the address of a model", () => {
  test("survives a URL parser and leads back to the same name, whatever the name", () => {
    const leadsBack = (model: string) => {
      const { pathname, search, hash } = new URL(paths.version(model, "1"), "http://localhost");
      const segments = pathname.split("/");
      expect([segments.length, segments[1], segments[3], search, hash]).toEqual([
        5,
        "models",
        "versions",
        "",
        "",
      ]);
      expect(nameIn(segments[2] ?? "")).toBe(model);
    };
    for (const model of oddNames) leadsBack(model);
    fc.assert(fc.property(name, leadsBack));
  });

  test("is that of no other name", () => {
    fc.assert(fc.property(name, name, (a, b) => a === b || toSegment(a) !== toSegment(b)));
    expect(["..", "~..", "~~..", "~a", "..."].map(toSegment)).toEqual(["~..", "~~..", "~~~..", "~a", "..."]);
    expect(fromSegment("~.")).toBe(".");
  });
});

test("names that differ look different, and ordinary ones as they are", () => {
  const shown = {
    "breast-cancer": "breast-cancer",
    "a+b c": "a+b c",
    "\u6a21\u578b \u{1f422}": "\u6a21\u578b \u{1f422}",
    "\u{1f469}\u200d\u{1f4bb}": "\u{1f469}\u200d\u{1f4bb}",
    "trailing ": "trailing␣",
    " leading": "␣leading",
    "two  spaces": "two ␣spaces",
    "   ": "␣␣␣",
    "new\nline": "new↵line",
    "no\u00a0break": "no‹U+00A0›break",
    "zero\u200bwidth": "zero‹U+200B›width",
    "caf\u00e9": "caf\u00e9",
    "cafe\u0301": "cafe◌\u0301",
    "\u212b": "‹U+212B›",
  };
  for (const [from, to] of Object.entries(shown)) expect(visibleText(from)).toBe(to);
  expect(new Set(oddNames.map(visibleText)).size).toBe(oddNames.length);
});

test("words are searched in one composition and with one kind of space", () => {
  expect(readWords("cafe\u0301 ").name).toEqual({ text: "caf\u00e9", like: "%caf\u00e9%" });
  expect(readWords("New\nLine v12").version).toEqual({
    text: "new line",
    model: "%new line%",
    version: "12",
  });
});
