import fc from "fast-check";
import { expect, test } from "vitest";
import { givenBy } from "@/components/forms/given";
import { readAnswers, summarise } from "@/server/forms/answers";
import { formField, newForm } from "@/server/forms/schema";

const fields = [
  { kind: "prediction", key: "prediction", label: "Prediction" },
  { kind: "rating", key: "rating", label: "Rating", max: 5, required: true },
  { kind: "label", key: "right", label: "What is right?", options: ["benign", "malignant"] },
  { kind: "choice", key: "where", label: "Where?", options: ["app", "web"] },
  { kind: "text", key: "words", label: "What happened?", maxLength: 20 },
].map((field) => formField.parse(field));

test("answers that fit are kept, trimmed, and empty ones are left out", () => {
  const read = readAnswers(fields, { rating: "2", words: "  dark scan ", where: "", prediction: 81 });
  expect(read).toEqual({ ok: true, answers: { rating: 2, words: "dark scan", prediction: "81" } });
});

test.each([
  ["a needed answer is missing", { words: "x" }, "rating"],
  ["a rating above the scale", { rating: 6 }, "rating"],
  ["a rating that is no whole number", { rating: 2.5 }, "rating"],
  ["a rating of blanks", { rating: " " }, "rating"],
  ["an option nobody offers", { rating: 1, right: "unsure" }, "right"],
  ["text that is too long", { rating: 1, words: "x".repeat(21) }, "words"],
  ["text that is no text", { rating: 1, words: { $ne: 1 } }, "words"],
  ["a prediction id with a line break", { rating: 1, prediction: "a\nb" }, "prediction"],
  ["a key nobody asked for", { rating: 1, ratign: 1 }, "ratign"],
])("%s is refused and named", (_name, sent, key) => {
  const read = readAnswers(fields, sent);
  expect(read.ok).toBe(false);
  expect(!read.ok && read.issues.map((issue) => issue.key)).toEqual([key]);
});

test("a form with only empty answers is refused even where none is needed", () => {
  const optional = fields.filter((field) => field.kind === "text");
  expect(readAnswers(optional, { words: "  " }).ok).toBe(false);
});

test("whatever is sent, what is kept holds only asked keys and passes again unchanged", () => {
  const anything = fc.dictionary(
    fc.constantFrom("prediction", "rating", "right", "where", "words"),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(anything, (sent) => {
      const read = readAnswers(fields, sent);
      if (read.ok) expect(readAnswers(fields, read.answers)).toEqual(read);
    }),
  );
});

test("the title is the first line written, else the corrected label, the choice, the rating", () => {
  const title = (answers: Record<string, string | number>) => summarise(fields, answers).title;
  expect(title({ rating: 2, words: "dark\nscan", right: "malignant" })).toBe("dark");
  expect(title({ rating: 2, right: "malignant" })).toBe("Corrected to malignant");
  expect(title({ rating: 2, where: "app" })).toBe("app");
  expect(title({ rating: 2 })).toBe("Rated 2 of 5");
});

test("a long title is cut between letters, also where they are emoji", () => {
  const { title } = summarise([formField.parse({ kind: "text", key: "w", label: "w" })], {
    w: "🐢".repeat(200),
  });
  expect([...title]).toHaveLength(120);
  expect(title.endsWith("🐢…")).toBe(true);
});

test("a form with the same key twice, two ratings, or no question is refused", () => {
  const draft = { project: "p", model: "m", environment: "e", slug: "s", title: "t" };
  const rating = { kind: "rating", key: "a", label: "A" };
  expect(newForm.safeParse({ ...draft, fields: [rating] }).success).toBe(true);
  expect(newForm.safeParse({ ...draft, fields: [] }).success).toBe(false);
  expect(newForm.safeParse({ ...draft, fields: [rating, { ...rating, kind: "text" }] }).success).toBe(false);
  expect(newForm.safeParse({ ...draft, fields: [rating, { ...rating, key: "b" }] }).success).toBe(false);
});

test("a link tells answers that the form asks for, and what the model had said", () => {
  const fields = [{ kind: "prediction", key: "prediction", label: "Prediction", required: false }] as const;
  const link = { prediction: "8f21c0", predicted: " benign ", other: "x" };
  expect(givenBy(link, { fields: [...fields] })).toEqual({
    given: { prediction: "8f21c0" },
    predicted: "benign",
  });
  expect(givenBy({ predicted: " " }, { fields: [...fields] }).predicted).toBeUndefined();
});
