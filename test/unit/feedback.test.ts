import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { about, loudness } from "@/components/feedback/words";
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
  [{ correctedLabel: "malignant" }, "bad"],
  [{ rating: 1 }, "bad"],
  [{ rating: 3 }, "wait"],
  [{ rating: 5 }, "ok"],
  [{ rating: null }, "idle"],
] as const)("an item with %j is shown as %s", (change, tone) => {
  expect(loudness({ ...item, ...change }).tone).toBe(tone);
});

test("an item tells what it is about, also when nothing served", () => {
  expect(about(item)).toBe("breast-cancer v12 · prediction =1+1 · rating 2 of 5");
  expect(about({ ...item, version: null, predictionId: null, rating: null })).toBe(
    "breast-cancer, nothing served",
  );
});
