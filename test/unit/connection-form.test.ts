import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { anonymous, draftOf, emptyDraft, fieldPaths, stored, toInput } from "@/components/connections/draft";
import { toApiValue, toFieldValue, wordsOf } from "@/components/connections/field-values";
import { countsOf, everyWords } from "@/components/connections/words";
import type { Field } from "@/server/backends/vendor";
import { vendorIds, vendorOf, vendors } from "@/server/backends/vendors";
import { type Connection, createConnection } from "@/server/connections/schema";

const words = { label: "A field", schema: z.unknown() };
const text: Field = { ...words, input: "text" };
const lines: Field = { ...words, input: "lines", whenEmpty: "all" };
const checkbox: Field = { ...words, input: "checkbox", initially: true };
const rows: Field = {
  ...words,
  input: "rows",
  addLabel: "Add",
  columns: {
    name: { label: "name", input: "text" },
    kind: { label: "kind", input: "choice", values: ["data", "code"] },
  },
};

describe("a field of the form", () => {
  test.each([
    ["nothing entered is left out", text, " ", undefined],
    ["a text is sent as entered", text, "a b", "a b"],
    ["lines are trimmed and empty ones left out", lines, " a \n\n b/c\n", ["a", "b/c"]],
    ["no lines are left out", lines, "\n ", undefined],
    ["a checkbox is sent where it is not as it was", checkbox, false, false],
    ["a checkbox as it was is left out", checkbox, true, undefined],
    [
      "a row without any text is left out",
      rows,
      [
        { id: 0, values: { name: "", kind: "data" } },
        { id: 7, values: { name: " deploy-* ", kind: "code" } },
      ],
      [{ name: "deploy-*", kind: "code" }],
    ],
  ])("%s", (_, field, value, sent) => {
    expect(toApiValue(field, value)).toEqual(sent);
  });

  test("what is stored is sent again unchanged, also what no column shows", () => {
    const line = fc.stringMatching(/^[a-z*/-]{1,9}$/);
    const row = fc.record(
      { name: line, kind: fc.constantFrom("data", "code"), source: line },
      { requiredKeys: ["name"] },
    );
    const cases: [Field, fc.Arbitrary<unknown>][] = [
      [text, line],
      [lines, fc.array(line, { minLength: 1 })],
      [checkbox, fc.constant(false)],
      [rows, fc.array(row, { minLength: 1 })],
    ];
    for (const [field, values] of cases)
      fc.assert(
        fc.property(values, (value) => {
          expect(toApiValue(field, toFieldValue(field, value))).toEqual(value);
        }),
      );
  });

  test.each([
    [lines, undefined, ["all"]],
    [lines, ["a", "b"], ["a, b"]],
    [checkbox, undefined, ["yes"]],
    [checkbox, false, ["no"]],
    [rows, [{ kind: "code", name: "a", ref: "main" }], ["a, main: code"]],
    [rows, undefined, []],
  ])("%j with %j reads as words", (field, value, said) => {
    expect(wordsOf(field, value)).toEqual(said);
  });
});

const connection = (change: Partial<Connection>): Connection => ({
  ...{ id: "1", project: "p", vendor: vendors[0].id, name: "a name", url: "http://a.example.com" },
  ...{ hasCredentials: true, options: {}, status: "healthy", statusSince: null, lastSyncAt: null },
  ...{ lagSeconds: null, nextSyncAt: null, progress: null, counts: {}, error: null, notices: [], cursor: [] },
  createdAt: "2026-11-24T12:00:00.000Z",
  ...change,
});

describe.each(vendorIds)("the form of a connection to %s", (id) => {
  const vendor = vendorOf(id);

  test("filled in, it is what the API takes", () => {
    const draft = { ...emptyDraft(id, "p"), url: "http://a.example.com" };
    for (const { label, fields } of vendor.credentials.methods) {
      const entered = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, "a"]));
      const required = Object.keys(vendor.options).filter(
        (key) => !vendor.options[key]?.schema.safeParse(undefined).success,
      );
      const input = toInput({
        ...draft,
        signIn: label,
        credentials: entered([...fields]),
        options: { ...draft.options, ...entered(required) },
      });
      expect(createConnection.safeParse(input).error).toBeUndefined();
      expect(Object.keys(input.credentials ?? {})).toEqual([...fields]);
    }
  });

  test("empty, everything that it finds wrong stands beside a field", () => {
    const { error } = createConnection.safeParse(toInput({ ...emptyDraft(id, "p"), name: "" }));
    const paths = error?.issues.map(({ path }) => path.join(".")) ?? [];
    expect(paths).toContain("url");
    for (const path of paths) expect(fieldPaths(id)).toContain(path);
  });

  test("stored credentials are kept, replaced or removed", () => {
    const draft = draftOf(connection({ vendor: id }));
    expect(draft.signIn).toBe(stored);
    expect(toInput(draft).credentials).toBeUndefined();
    expect(toInput({ ...draft, signIn: anonymous }).credentials).toBeNull();
    const [method] = vendor.credentials.methods;
    expect(Object.keys(toInput({ ...draft, signIn: method?.label ?? "" }).credentials ?? {})).toEqual([
      ...(method?.fields ?? []),
    ]);
  });

  test("its counts are called as the vendor calls them", () => {
    const counts = { pipelines: 2, runs: 1, models: 0, versions: 3, historiesToRead: 9 };
    const names = countsOf({ vendor: id, counts }).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual([vendor.words.pipeline.many, "run"]);
    expect(names.length).toBe(vendor.capabilities.includes("registry") ? 4 : 2);
  });
});

test.each([
  [300, "every 5 minutes"],
  [45, "every 45 seconds"],
  [undefined, "every 30 seconds"],
])("a connection that is read each %s seconds says: %s", (seconds, words) => {
  expect(everyWords(seconds)).toBe(words);
});
