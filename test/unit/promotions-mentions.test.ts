import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  labelled,
  mentionAt,
  mentionedIds,
  partsOf,
  plainText,
  suggest,
  withTokens,
} from "@/server/promotions/comments/mentions";

const people = [
  { id: "1", label: "Ada" },
  { id: "2", label: "Ada Lovelace" },
  { id: "3", label: "Zoë" },
  { id: "4", label: "c.bell (QA)" },
];

describe("what is written becomes what is sent", () => {
  test.each([
    ["@Ada look", "<@1> look"],
    ["@Ada Lovelace look", "<@2> look"],
    ["@ada lovelace, @zoë.", "<@2>, <@3>."],
    ["(@Ada's split)", "(<@1>'s split)"],
    ["ask @c.bell (QA)", "ask <@4>"],
    ["@Adam and @Ada2 are others", "@Adam and @Ada2 are others"],
    ["mail me@Ada, see https://example.com/@Ada", "mail me@Ada, see https://example.com/@Ada"],
    ["@Ada\n@Ada", "<@1>\n<@1>"],
  ])("%j", (written, sent) => expect(withTokens(written, people)).toBe(sent));

  test("a text without names of people stays as it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes("@"));
        expect(withTokens(text, people)).toBe(text);
      }),
    );
  });

  test("people of one name are told apart by their addresses", () => {
    const both = labelled([
      { id: "1", name: "Ada", email: "ada@a.example" },
      { id: "2", name: "ada", email: "ada@b.example" },
      { id: "3", name: "Zoë", email: "z@a.example" },
    ]);
    expect(both.map(({ label }) => label)).toEqual(["Ada (ada@a.example)", "ada (ada@b.example)", "Zoë"]);
    expect(withTokens("@ada (ada@b.example) and @Zoë", both)).toBe("<@2> and <@3>");
  });
});

describe("what was sent is shown", () => {
  test("in pieces: text, people and links", () => {
    expect(partsOf("<@42> see (https://example.com/a_(b)?x=1). <b>no</b>")).toEqual([
      { kind: "mention", id: "42" },
      { kind: "text", text: " see (" },
      { kind: "link", url: "https://example.com/a_(b)?x=1" },
      { kind: "text", text: "). <b>no</b>" },
    ]);
  });

  test("an address that runs a script is no link", () => {
    expect(partsOf("javascript:alert(1)")).toEqual([{ kind: "text", text: "javascript:alert(1)" }]);
  });

  test("and nothing of the text is lost", () => {
    const piece = fc.constantFrom(
      "<@7>",
      "https://example.com/x).",
      "<@0>",
      "@Ada",
      " ",
      "\n",
      "a",
      ")",
      "é",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          const again = partsOf(text).map((part) =>
            part.kind === "text" ? part.text : part.kind === "link" ? part.url : `<@${part.id}>`,
          );
          expect(again.join("")).toBe(text);
        },
      ),
    );
  });

  test("people are named once each, by id", () => {
    expect(mentionedIds("<@2> <@10> <@2> <@0> <@x>")).toEqual(["2", "10"]);
  });

  test("on one line, under the names of today", () => {
    expect(plainText("<@1>\n  look, <@9>", [{ id: "1", name: "Ada King" }])).toBe(
      "@Ada King look, @somebody",
    );
  });
});

describe("while typing", () => {
  test.each([
    ["ask @", { from: 4, query: "" }],
    ["@Ada Lo", { from: 0, query: "Ada Lo" }],
    ["me@Ada", null],
    ["@Ada\nmore", null],
    ["no one", null],
  ])("%j", (text, found) => expect(mentionAt(text, text.length)).toEqual(found));

  test("only what stands before the caret counts", () => {
    expect(mentionAt("@Ada look", 3)).toEqual({ from: 0, query: "Ad" });
  });

  test("names that begin so come first, then those with a word that does", () => {
    expect(suggest(people, "l").map(({ id }) => id)).toEqual(["2"]);
    expect(suggest(people, "ada").map(({ id }) => id)).toEqual(["1", "2"]);
    expect(suggest(people, "qa").map(({ id }) => id)).toEqual(["4"]);
    expect(suggest(people, "Ada look")).toEqual([]);
  });
});
