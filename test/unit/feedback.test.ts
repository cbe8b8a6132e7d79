import { readFileSync } from "node:fs";

import fc from "fast-check";

import { expect, test } from "vitest";
import { about, toneOf } from "@/components/feedback/words";
import { isComplaint } from "@/server/feedback/complaint";
import { head, line } from "@/server/feedback/dataset";
import type { FeedbackItem } from "@/server/feedback/schema";

const item: FeedbackItem = {
  id: "1",
  project: "screening",
  form: { slug: "wrong-result", title: "Report a wrong result" },
  model: "breast-cancer",
  version: "12",
  environment: "production",
  deployment: "3",
  title: "Dark scan",
  answers: { words: 'said "benign",\nit was not', rating: 2 },
  predictionId: "=1+1",
  rating: 2,
  ratingMax: 5,
  correctedLabel: null,
  predictedLabel: null,
  complaint: true,
  source: "form",
  status: "new",
  assignee: null,
  tags: ["dense"],
  createdAt: "2026-01-31T09:30:00.000Z",
  updatedAt: "2026-01-31T09:30:00.000Z",
};

test("a line of JSON holds the answers as they were given", () => {
  expect(JSON.parse(line(item, "jsonl"))).toMatchObject({
    id: "1",
    answers: item.answers,
    form: "wrong-result",
  });
  expect(line(item, "jsonl").endsWith("\n")).toBe(true);
});

test("CSV quotes what holds commas, quotes and line breaks, and takes formulas for text", () => {
  const columns = head("csv").trim().split(",");
  const text = line(item, "csv");
  expect(text).toContain(`,'=1+1,`);
  expect(text).toContain('"{""words"":""said \\""benign\\"",\\nit was not"",""rating"":2}"');
  expect(columns.at(-1)).toBe("answers");
});

test("the sample file that is offered before the first report is what the export writes", () => {
  const sampled: Partial<FeedbackItem>[] = [
    {
      id: "1041",
      answers: { label: "malignant", words: "Biopsy: malignant." },
      predictionId: "scan-20260131-0093",
      correctedLabel: "malignant",
      rating: null,
      status: "confirmed",
      tags: ["dense", "left"],
    },
    {
      id: "1040",
      answers: { label: "benign", words: 'Benign, as "seen" on the earlier scan, too.' },
      predictionId: "scan-20260131-0088",
      correctedLabel: "benign",
      rating: null,
      tags: [],
    },
    { id: "1039", answers: { rating: 2 }, predictionId: null, status: "declined", tags: ["no finding"] },
  ];
  const lines = sampled.map((change) => line({ ...item, ...change }, "csv"));
  expect(readFileSync("public/sample-feedback.csv", "utf8")).toBe(head("csv") + lines.join(""));
});

test.each([
  [
    "a correction beside a good rating",
    { predictedLabel: "benign", correctedLabel: "malignant", rating: 5 },
    true,
  ],
  [
    "praise that repeats the prediction",
    { predictedLabel: "benign", correctedLabel: "benign", rating: 5 },
    false,
  ],
  [
    "a label that repeats the prediction, rated low",
    { predictedLabel: "benign", correctedLabel: "benign", rating: 1 },
    true,
  ],
  [
    "a label that repeats the prediction, unrated",
    { predictedLabel: "benign", correctedLabel: "benign" },
    false,
  ],
  ["praise with a label, the prediction unknown", { correctedLabel: "class_0", rating: 5 }, false],
  ["a label alone, the prediction unknown", { correctedLabel: "class_0" }, true],
  ["2 of 5", { rating: 2 }, true],
  ["3 of 5", { rating: 3 }, false],
  ["4 of 10", { rating: 4, ratingMax: 10 }, true],
  ["5 of 10", { rating: 5, ratingMax: 10 }, false],
  ["2 of 3", { rating: 2, ratingMax: 3 }, false],
  ["words alone", {}, false],
])("%s is judged on the form's own scale", (_name, given, complaint) => {
  const nothing = { predictedLabel: null, correctedLabel: null, rating: null, ratingMax: 5 };
  expect(isComplaint({ ...nothing, ...given })).toBe(complaint);
});

test("a better rating never makes a complaint of what was none", () => {
  const label = fc.option(fc.constantFrom("a", "b"));
  fc.assert(
    fc.property(
      label,
      label,
      fc.integer({ min: 3, max: 10 }),
      fc.integer({ min: 1, max: 9 }),
      (p, c, max, n) => {
        const rating = Math.min(n, max - 1);
        const at = (value: number) =>
          isComplaint({ predictedLabel: p, correctedLabel: c, rating: value, ratingMax: max });
        return at(rating) || !at(rating + 1);
      },
    ),
  );
});

test.each([
  [{ complaint: true, rating: 1 }, "bad"],
  [{ complaint: false, rating: 3 }, "wait"],
  [{ complaint: false, rating: 5 }, "ok"],
  [{ complaint: false, rating: null }, "idle"],
  [{ complaint: false, rating: null, predictedLabel: "7", correctedLabel: "7" }, "ok"],
] as const)("an item with %j is shown as %s", (change, tone) => {
  expect(toneOf({ ...item, ...change }).tone).toBe(tone);
});

test("a correction says what the model had said", () => {
  expect(about({ ...item, predictedLabel: "1", correctedLabel: "7" })).toContain("1 → 7");
});

test("an item tells what it is about, also when nothing served", () => {
  expect(about(item)).toBe("breast-cancer v12 · prediction =1+1 · rating 2 of 5");
  expect(about({ ...item, version: null, predictionId: null, rating: null })).toBe(
    "breast-cancer, nothing served",
  );
});
