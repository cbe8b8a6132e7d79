import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  added,
  type ColumnAddress,
  type ColumnPlan,
  layoutOf,
  mostAdded,
  moveColumn,
  namesIn,
  neighbourOf,
  pinColumn,
  showColumns,
} from "@/components/ui/column-layout";
import { middleParts } from "@/components/ui/middle-parts";

const plan: ColumnPlan = {
  order: ["name", "kind", "took", added, "last", "at"],
  fixed: ["name"],
  usual: ["name", "kind", "took", "metrics.auc", "last", "at"],
  pinned: ["name"],
};
const usual: ColumnAddress = { columns: null, pinned: null };
const at = (address: Partial<ColumnAddress> = {}) => layoutOf({ ...usual, ...address }, plan);

describe("the columns of an address", () => {
  it("are the usual ones where nothing was chosen", () => {
    expect(at()).toEqual({ shown: [...plan.usual], pinned: ["name"], chosen: false });
  });

  it("come in the order of the address, pinned ones first, and leave out what is unknown or repeated", () => {
    const layout = at({
      columns: ["at", "name", "secret", "params.lr", "at", "kind"],
      pinned: ["kind", "gone"],
    });
    expect(layout).toEqual({ shown: ["kind", "at", "name", "params.lr"], pinned: ["kind"], chosen: true });
  });

  it("always hold those that cannot be hidden", () => {
    expect(at({ columns: [] }).shown).toEqual(["name"]);
    expect(at({ columns: ["at"], pinned: [] }).shown).toEqual(["name", "at"]);
  });

  it("hold a bounded number of metrics and params", () => {
    const columns = Array.from({ length: mostAdded + 5 }, (_, index) => `metrics.m${index}`);
    expect(namesIn(at({ columns }).shown).metrics).toHaveLength(mostAdded);
  });
});

describe("a choice", () => {
  it("puts a new column where it usually is, whatever the order of the choice", () => {
    const narrow = at({ columns: ["at", "name"] });
    expect(showColumns(["kind", "at"], narrow, plan).columns).toEqual(["name", "kind", "at"]);
    expect(showColumns([...plan.usual, "params.lr"], at(), plan).columns).toEqual([
      "name",
      "kind",
      "took",
      "metrics.auc",
      "params.lr",
      "last",
      "at",
    ]);
  });

  it("moves a column only among the pinned ones or only among the others", () => {
    const layout = at({ pinned: ["name", "kind"] });
    expect(moveColumn("took", 1, layout, plan).columns).toEqual([
      "name",
      "kind",
      "metrics.auc",
      "took",
      "last",
      "at",
    ]);
    expect(neighbourOf("took", -1, layout)).toBeUndefined();
    expect(neighbourOf("at", 1, layout)).toBeUndefined();
    expect(neighbourOf("kind", -1, layout)).toBe("name");
  });

  it("releases a pinned column to its usual place, and is then not a choice any more", () => {
    const pinned = pinColumn("last", true, at(), plan);
    expect(layoutOf(pinned, plan)).toMatchObject({
      shown: ["name", "last", "kind", "took", "metrics.auc", "at"],
      pinned: ["name", "last"],
    });
    expect(pinColumn("last", false, layoutOf(pinned, plan), plan)).toEqual(usual);
  });

  it("of any kind leads to an address that shows exactly that, with no column twice", () => {
    const ids = [...plan.usual, "metrics.f1", "params.lr"];
    const step = fc.oneof(
      fc.record({ do: fc.constant("show" as const), ids: fc.subarray(ids) }),
      fc.record({
        do: fc.constant("move" as const),
        id: fc.constantFrom(...ids),
        by: fc.constantFrom(-1, 1),
      }),
      fc.record({ do: fc.constant("pin" as const), id: fc.constantFrom(...ids), on: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let layout = at();
        for (const each of steps) {
          const before = layout;
          if (each.do !== "show" && !layout.shown.includes(each.id)) continue;
          const address =
            each.do === "show"
              ? showColumns(each.ids, layout, plan)
              : each.do === "move"
                ? moveColumn(each.id, each.by === 1 ? 1 : -1, layout, plan)
                : pinColumn(each.id, each.on, layout, plan);
          layout = layoutOf(address, plan);
          const wanted = each.do === "show" ? [...new Set(["name", ...each.ids])] : before.shown;
          expect(layout.shown.toSorted()).toEqual(wanted.toSorted());
          expect(layout.shown.slice(0, layout.pinned.length)).toEqual(layout.pinned);
          if (each.do === "pin") expect(layout.pinned.includes(each.id)).toBe(each.on);
        }
      }),
    );
  });
});

describe("a name shortened in the middle", () => {
  it("keeps its end, and is whole when both parts are read", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (text, tail) => {
          const { start, end } = middleParts(text, tail);
          expect(start + end).toBe(text);
          expect(end === "" || [...end].length === tail).toBe(true);
        },
      ),
    );
    expect(middleParts("train-breast-cancer-seed-17", 7)).toEqual({
      start: "train-breast-cancer-",
      end: "seed-17",
    });
  });

  it("is not divided where there is little to leave out, and never within a character", () => {
    expect(middleParts("api-tests", 6)).toEqual({ start: "api-tests", end: "" });
    expect(middleParts("a-very-long-name-🐢", 1)).toEqual({ start: "a-very-long-name-", end: "🐢" });
  });
});
