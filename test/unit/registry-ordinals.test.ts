import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignOrdinals } from "@/server/registry/ordinals";

const largest = 2_147_483_647;
const fresh = (version: string, day = 1, modelId = "1") => ({
  modelId,
  version,
  createdAt: `2026-11-0${day}T00:00:00Z`,
});
const ordinalsOf = (versions: ReturnType<typeof fresh>[], last: [string, number][] = []) =>
  Object.fromEntries(assignOrdinals(versions, new Map(last)));

describe("a version's ordinal", () => {
  test("is its number where it is one, whatever was registered first", () => {
    expect(ordinalsOf([fresh("10", 2), fresh("9", 1)], [["1", 20]])).toEqual({ "1@10": 10, "1@9": 9 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: largest }), fc.nat(), (n, last) => {
        expect(ordinalsOf([fresh(String(n))], [["1", last]])).toEqual({ [`1@${n}`]: n });
      }),
    );
  });

  test.each(["v14", "V14", "014"])("is 14 for %s", (version) => {
    expect(ordinalsOf([fresh(version)])).toEqual({ [`1@${version}`]: 14 });
  });

  test.each(["14a", "a14", "1.4", "14 ", "vv14", "-14", "", "2147483648", "00000000014"])(
    "is the next one for “%s”, which is no number of a version",
    (version) => {
      expect(ordinalsOf([fresh(version)], [["1", 4]])).toEqual({ [`1@${version}`]: 5 });
    },
  );

  test("is the next one in the order of registration where it is a word, beginning with 1", () => {
    expect(ordinalsOf([fresh("2.0.0", 3), fresh("1.0.0-rc1", 2)], [["1", 4]])).toEqual({
      "1@1.0.0-rc1": 5,
      "1@2.0.0": 6,
    });
    expect(ordinalsOf([fresh("rc1")])).toEqual({ "1@rc1": 1 });
  });

  test("of a word follows the highest number registered before it, not the last one", () => {
    expect(ordinalsOf([fresh("30", 1), fresh("7", 2), fresh("final", 3)])).toEqual({
      "1@30": 30,
      "1@7": 7,
      "1@final": 31,
    });
  });

  test("does not depend on other models", () => {
    const versions = [fresh("a", 1, "1"), fresh("b", 2, "2"), fresh("c", 3, "1")];
    expect(ordinalsOf(versions, [["2", 50]])).toEqual({ "1@a": 1, "2@b": 51, "1@c": 2 });
  });

  test("stays within what the column holds", () => {
    expect(ordinalsOf([fresh(String(largest), 1), fresh("word", 2)])).toEqual({
      [`1@${largest}`]: largest,
      "1@word": largest,
    });
  });
});
