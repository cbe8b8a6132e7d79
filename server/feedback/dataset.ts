import type { ExportFeedback, FeedbackItem } from "./schema";

const columns = [
  "id",
  "createdAt",
  "model",
  "version",
  "environment",
  "form",
  "status",
  "predictionId",
  "predictedLabel",
  "correctedLabel",
  "rating",
  "tags",
  "answers",
] as const;

function row(item: FeedbackItem): Record<(typeof columns)[number], unknown> {
  const { id, createdAt, model, version, environment, status, predictionId, rating } = item;
  const { predictedLabel, correctedLabel, tags, answers } = item;
  return {
    id,
    createdAt,
    model,
    version,
    environment,
    form: item.form.slug,
    status,
    predictionId,
    predictedLabel,
    correctedLabel,
    rating,
    tags,
    answers,
  };
}

/** A cell of RFC 4180. What a spreadsheet would run as a formula is marked as text (OWASP, CSV injection). */
function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ""
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What stands before the first item. */
export const head = (format: ExportFeedback["format"]): string =>
  format === "csv" ? `${columns.join(",")}\r\n` : "";

/** One item as a line of the dataset: JSON Lines, or CSV. */
export function line(item: FeedbackItem, format: ExportFeedback["format"]): string {
  const values = row(item);
  return format === "csv"
    ? `${columns.map((name) => cell(values[name])).join(",")}\r\n`
    : `${JSON.stringify(values)}\n`;
}

export const contentTypes = { jsonl: "application/x-ndjson", csv: "text/csv; charset=utf-8" } as const;
