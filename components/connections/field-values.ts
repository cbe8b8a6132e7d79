import type { Field } from "@/server/backends/vendor";

/** A row of a form with an id of its own, so that React tells rows apart. Values without a column stay as they are. */
export type Row = { id: number; values: Record<string, string> };

/** What an input of a form holds. A list of texts is one text, a line each. */
export type FieldValue = string | boolean | Row[];
export type Values = Record<string, FieldValue>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** The stored value of a field as its input holds it. */
export function toFieldValue(field: Field, stored: unknown): FieldValue {
  switch (field.input) {
    case "checkbox":
      return typeof stored === "boolean" ? stored : field.initially;
    case "lines":
      return Array.isArray(stored) ? stored.join("\n") : "";
    case "rows":
      return Array.isArray(stored)
        ? stored.filter(isRecord).map((row, id) => ({ id, values: texts(row) }))
        : [];
    default:
      return typeof stored === "string" ? stored : "";
  }
}

const texts = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );

/** What an input holds as the API takes it; undefined where nothing was entered. */
export function toApiValue(field: Field, value: FieldValue | undefined): unknown {
  switch (field.input) {
    case "checkbox":
      return value === field.initially ? undefined : value;
    case "lines": {
      const lines = linesOf(value);
      return lines.length > 0 ? lines : undefined;
    }
    case "rows": {
      const rows = rowsOf(value).map(({ values }) => filled(values));
      const columns = Object.entries(field.columns).filter(([, column]) => column.input === "text");
      const entered = rows.filter((row) => columns.some(([key]) => row[key] !== undefined));
      return entered.length > 0 ? entered : undefined;
    }
    default:
      return typeof value === "string" && value.trim() !== "" ? value : undefined;
  }
}

const linesOf = (value: FieldValue | undefined): string[] =>
  typeof value === "string"
    ? value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean)
    : [];

export const rowsOf = (value: FieldValue | undefined): Row[] => (Array.isArray(value) ? value : []);

const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, text]) => (text.trim() ? [[key, text.trim()] as const] : [])),
  );

/** A stored value in words, a line each; none where there is nothing to say. */
export function wordsOf(field: Field, stored: unknown): string[] {
  switch (field.input) {
    case "checkbox":
      return [(typeof stored === "boolean" ? stored : field.initially) ? "yes" : "no"];
    case "lines":
      return Array.isArray(stored) && stored.length > 0
        ? [stored.join(", ")]
        : field.whenEmpty
          ? [field.whenEmpty]
          : [];
    case "rows":
      return rowsOf(toFieldValue(field, stored)).map(({ values }) => {
        const isChoice = (key: string) => field.columns[key]?.input === "choice";
        const entered = Object.entries(values).filter(([key]) => !isChoice(key));
        const chosen = Object.entries(values).filter(([key]) => isChoice(key));
        return [entered, chosen].map((part) => part.map(([, text]) => text).join(", ")).join(": ");
      });
    default:
      return typeof stored === "string" ? [stored] : [];
  }
}

/** Whether the API takes a connection without this field. */
export const isOptional = (field: Field): boolean => field.schema.safeParse(undefined).success;
