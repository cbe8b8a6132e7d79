import { describe, expect, test } from "vitest";
import { newestOf } from "@/server/backends/mlflow/model-metrics";
import { measureNames, namesOf } from "@/server/registry/measure-names";

describe("names of what was measured", () => {
  test("the only data set's value has the plain name", () => {
    expect(measureNames([{ name: "recall", dataset: "holdout" }])).toEqual(["recall"]);
  });

  test("among several, the value that names no data set has the plain name", () => {
    const rows = [null, "holdout", "train"].map((dataset) => ({ name: "recall", dataset }));
    expect(measureNames(rows)).toEqual(["recall", "recall [holdout]", "recall [train]"]);
  });

  test("several data sets without a plain value leave no plain name", () => {
    const rows = ["holdout", "train"].map((dataset) => ({ name: "recall", dataset }));
    expect(measureNames(rows)).toEqual(["recall [holdout]", "recall [train]"]);
  });

  test("a policy finds the only data set's value by both names", () => {
    expect(namesOf({ name: "recall", metric: "recall", dataset: "holdout" })).toEqual([
      "recall",
      "recall [holdout]",
    ]);
    expect(namesOf({ name: "recall", metric: "recall", dataset: null })).toEqual(["recall"]);
  });
});

describe("the newest value of a logged model's metric", () => {
  const point = (
    step: number | null,
    timestamp: number | null,
    value: number,
    dataset_name: string | null = null,
  ) => ({
    ...{ key: "recall", step, timestamp, value, dataset_name, run_id: "r" },
  });

  test("is of the highest step, then of the latest time, then the last logged", () => {
    const points = [point(1, 5, 0.1), point(2, 1, 0.2), point(2, 3, 0.3), point(2, 3, 0.4), point(0, 9, 0.5)];
    expect(newestOf(points).map(({ value }) => value)).toEqual([0.4]);
  });

  test("is kept for each data set, in the order they came", () => {
    const points = [point(0, 1, 0.1, "train"), point(0, 1, 0.2, "holdout"), point(1, 1, 0.3, "train")];
    expect(newestOf(points).map(({ value, dataset_name }) => [dataset_name, value])).toEqual([
      ["train", 0.3],
      ["holdout", 0.2],
    ]);
  });

  test("may have neither step nor time", () => {
    expect(newestOf([point(null, null, 0.1)])).toHaveLength(1);
  });
});
