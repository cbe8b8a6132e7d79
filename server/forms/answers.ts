import type { FormField } from "./schema";

export type Answers = Record<string, string | number>;
export type AnswerIssue = { key: string; message: string };

const absent = (value: unknown) => value === undefined || value === null || value === "";

function check(field: FormField, value: unknown): { value: string | number } | { message: string } {
  switch (field.kind) {
    case "rating": {
      const stars = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof stars === "number" && Number.isInteger(stars) && stars >= 1 && stars <= field.max
        ? { value: stars }
        : { message: `takes a whole number from 1 to ${field.max}` };
    }
    case "text": {
      if (typeof value !== "string") return { message: "takes text" };
      const text = value.trim();
      return text.length <= field.maxLength
        ? { value: text }
        : { message: `takes at most ${field.maxLength} characters` };
    }
    case "choice":
    case "label":
      return typeof value === "string" && field.options.includes(value)
        ? { value }
        : { message: `takes one of: ${field.options.join(", ")}` };
    case "prediction": {
      const text = typeof value === "number" ? String(value) : value;
      return typeof text === "string" && /^\P{Cc}{1,200}$/u.test(text.trim())
        ? { value: text.trim() }
        : { message: "takes an id of at most 200 characters" };
    }
  }
}

/**
 * Holds what was sent against what the form asks. Answers that nobody asked for are refused, not dropped:
 * a sender with a misspelt key should hear of it.
 */
export function readAnswers(
  fields: readonly FormField[],
  sent: Record<string, unknown>,
): { ok: true; answers: Answers } | { ok: false; issues: AnswerIssue[] } {
  const issues: AnswerIssue[] = [];
  const answers: Answers = {};
  for (const field of fields) {
    const value = sent[field.key];
    if (absent(value) || (typeof value === "string" && value.trim() === "")) {
      if (field.required) issues.push({ key: field.key, message: "is needed" });
      continue;
    }
    const read = check(field, value);
    if ("value" in read) answers[field.key] = read.value;
    else issues.push({ key: field.key, message: read.message });
  }
  const asked = new Set(fields.map((f) => f.key));
  for (const key of Object.keys(sent)) {
    if (!asked.has(key)) issues.push({ key, message: "is not asked by this form" });
  }
  if (issues.length === 0 && Object.keys(answers).length === 0) {
    issues.push({ key: fields[0]?.key ?? "", message: "is empty, and so is every other answer" });
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, answers };
}

const answerOf = (fields: readonly FormField[], answers: Answers, kind: FormField["kind"]) => {
  const field = fields.find((f) => f.kind === kind && answers[f.key] !== undefined);
  return field ? answers[field.key] : undefined;
};

const short = (text: string, most: number) => {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
};

/** The best rating that a form takes; null where it asks for none. */
export function ratingMaxOf(fields: readonly FormField[]): number | null {
  const rating = fields.find((f) => f.kind === "rating");
  return rating?.kind === "rating" ? rating.max : null;
}

/** What of the answers stands in columns of its own, and the one line that stands for the item in a list. */
export function summarise(fields: readonly FormField[], answers: Answers) {
  const rating = answerOf(fields, answers, "rating");
  const label = answerOf(fields, answers, "label");
  const text = answerOf(fields, answers, "text");
  const choice = answerOf(fields, answers, "choice");
  const title =
    (typeof text === "string" && text.split("\n")[0]) ||
    (label !== undefined && `Corrected to ${label}`) ||
    (choice !== undefined && String(choice)) ||
    (rating !== undefined && `Rated ${rating} of ${ratingMaxOf(fields) ?? 5}`) ||
    "A report without words";
  return {
    title: short(title, 120),
    rating: typeof rating === "number" ? rating : null,
    correctedLabel: label === undefined ? null : String(label),
    predictionId: (() => {
      const prediction = answerOf(fields, answers, "prediction");
      return prediction === undefined ? null : String(prediction);
    })(),
  };
}
