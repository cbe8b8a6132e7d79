import { expect, test } from "vitest";
import {
  asInstant,
  asInteger,
  asOneOf,
  asText,
  changeSearch,
  readSearch,
} from "@/components/shell/url-fields";

const fields = {
  q: asText.withDefault(""),
  kind: asOneOf(["code", "data"]),
  sort: asText.withDefault("-startedAt"),
  page: asInteger,
  from: asInstant,
};

test("an empty address gives every field's fallback", () => {
  expect(readSearch(fields, new URLSearchParams(""))).toEqual({
    q: "",
    kind: null,
    sort: "-startedAt",
    page: null,
    from: null,
  });
});

test("what makes no sense in an address is as if it were not there", () => {
  const search = new URLSearchParams("kind=nothing&page=many&from=yesterday");
  expect(readSearch(fields, search)).toMatchObject({ kind: null, page: null, from: null });
});

test.each([
  { q: "größer & kleiner = 100 %" },
  { kind: "data" as const },
  { page: -3 },
  { from: new Date("2026-11-24T10:00:00.000Z") },
])("%j is read back as it was written", (changes) => {
  const search = changeSearch(fields, "", changes);
  expect(readSearch(fields, new URLSearchParams(search))).toMatchObject(changes);
});

test("other things in the address stay", () => {
  expect(changeSearch(fields, "project=fraud&q=x&tag=a&tag=b", { q: "y" })).toBe(
    "project=fraud&q=y&tag=a&tag=b",
  );
});

test("null and a field's own default leave the address", () => {
  expect(changeSearch(fields, "q=x&sort=name&page=2", { q: null, sort: "-startedAt", page: null })).toBe("");
});
