import { describe, expect, test } from "vitest";
import {
  compareModels,
  deletedName,
  goneWords,
  type KnownModel,
  type KnownVersion,
  sameMoment,
  versionsAgree,
} from "@/server/registry/lifecycle";

const first = "2026-10-01T08:00:00.001Z";
const second = "2026-10-01T08:00:00.002Z";
const never = "1970-01-01T00:00:00.000Z";
const known = (id: string, name: string, createdAt = first, deletedAt: string | null = null): KnownModel => ({
  ...{ id, name, createdAt, deletedAt },
});
const listed = (name: string, createdAt = first) => ({ name, createdAt });

describe("models compared with what the registry lists", () => {
  test("one that is listed as it was is neither open nor a candidate", () => {
    expect(compareModels([known("1", "a")], [listed("a"), listed("b", second)])).toEqual({
      ...{ back: [], open: [], candidates: [] },
    });
  });

  test("a name that is gone and a new one made at the same moment are a candidate", () => {
    const { candidates, open } = compareModels([known("1", "a")], [listed("b")]);
    expect(candidates).toMatchObject([{ known: { id: "1" }, listed: { name: "b" } }]);
    expect(open).toHaveLength(1);
  });

  test("one made at another moment, or at one that is not known, is none", () => {
    expect(compareModels([known("1", "a")], [listed("b", second)]).candidates).toEqual([]);
    expect(compareModels([known("1", "a", never)], [listed("b", never)]).candidates).toEqual([]);
  });

  test("where two were made at the same moment, neither is a candidate", () => {
    expect(compareModels([known("1", "a"), known("2", "c")], [listed("b")]).candidates).toEqual([]);
    expect(compareModels([known("1", "a")], [listed("b"), listed("c")]).candidates).toEqual([]);
  });

  test("two that changed names are a candidate each", () => {
    const { candidates } = compareModels(
      [known("1", "a", first), known("2", "b", second)],
      [listed("a", second), listed("b", first)],
    );
    expect(candidates.map(({ known, listed }) => [known.id, listed.name])).toEqual([
      ["2", "a"],
      ["1", "b"],
    ]);
  });

  test("a name that was made again leaves the old model open; a deleted one that is listed again is back", () => {
    expect(compareModels([known("1", "a")], [listed("a", second)])).toMatchObject({
      ...{ open: [{ id: "1" }], candidates: [] },
    });
    expect(compareModels([known("1", "a", first, second)], [listed("a")])).toMatchObject({
      ...{ back: [{ id: "1" }], open: [] },
    });
  });
});

describe("versions of a model and those under a new name", () => {
  const version = (number: string, over: Partial<KnownVersion> = {}): KnownVersion => ({
    ...{ version: number, createdAt: first, source: "s3://a", runExternalId: "r1", deletedAt: null },
    ...over,
  });
  const living = { deletedAt: null };

  test("agree where one is the same and none differs, though others came or went", () => {
    expect(versionsAgree(living, [version("1"), version("2")], [version("2"), version("3")])).toBe(true);
    expect(versionsAgree(living, [], [version("1")])).toBe(true);
  });

  test("do not agree where none is the same or one differs", () => {
    expect(versionsAgree(living, [version("1")], [version("2")])).toBe(false);
    for (const over of [{ createdAt: second }, { source: "s3://b" }, { runExternalId: null }])
      expect(versionsAgree(living, [version("1"), version("2")], [version("1"), version("2", over)])).toBe(
        false,
      );
  });

  test("that were deleted before their model need not be there", () => {
    const old = version("1", { deletedAt: first });
    expect(versionsAgree(living, [old], [])).toBe(true);
    expect(versionsAgree({ deletedAt: second }, [version("1", { deletedAt: second })], [])).toBe(false);
  });
});

test("a moment that is not known is like any other", () => {
  expect(sameMoment(first, never)).toBe(true);
  expect(sameMoment(first, second)).toBe(false);
});

test("what is deleted is called so, and why a version cannot be promoted is a sentence", () => {
  expect(deletedName("fraud", first)).toBe("fraud (deleted 2026-10-01 08:00:00)");
  const model = { name: "fraud", deletedAt: null };
  expect(goneWords(model, { version: "3", deletedAt: null })).toBeNull();
  expect(goneWords(model, { version: "3", deletedAt: first })).toBe("v3 was deleted in the registry.");
  expect(goneWords({ ...model, deletedAt: first }, { version: "3", deletedAt: first })).toBe(
    "Model fraud was deleted in the registry.",
  );
});
