import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { credentialsSchema, type Field, optionsSchema, type Vendor } from "@/server/backends/vendor";
import { hasCapability, vendorIds, vendorOf, vendors, vendorsWith } from "@/server/backends/vendors";

const folders = readdirSync("server/backends", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "contracts")
  .map((entry) => entry.name);

describe("the list of vendors", () => {
  test("names every folder once, and no vendor without a folder", () => {
    expect([...vendorIds].sort()).toEqual(folders.sort());
    expect(new Set(vendors.map(({ name }) => name)).size).toBe(vendors.length);
  });

  test("answers by id and by capability", () => {
    expect(vendorOf(vendors[0].id)).toBe(vendors[0]);
    expect(() => vendorOf("nobody")).toThrow(/nobody/);
    for (const capability of ["tracking", "registry", "ci"] as const) {
      expect(vendorsWith(capability).length, capability).toBeGreaterThan(0);
      for (const { id } of vendorsWith(capability)) expect(hasCapability(id, capability)).toBe(true);
    }
    expect(hasCapability("nobody", "ci")).toBe(false);
  });
});

describe.each(vendors.map((vendor): [string, Vendor] => [vendor.id, vendor]))("%s", (_, vendor) => {
  const { credentials, options } = vendor;
  const fields: [string, Field][] = [...Object.entries(credentials.fields), ...Object.entries(options)];

  test("says in words what it is", () => {
    for (const text of [vendor.name, vendor.reads, vendor.address.hint, vendor.words.pipeline.many])
      expect(text.trim()).not.toBe("");
    for (const sentence of [vendor.reads, vendor.leaves]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(z.url().safeParse(vendor.address.placeholder).success).toBe(true);
    expect(vendor.capabilities.length).toBeGreaterThan(0);
  });

  test("every field has a label that begins with a capital, and no two have the same", () => {
    for (const [key, { label }] of fields) expect(label, key).toMatch(/^[A-Z]/);
    expect(new Set(fields.map(([, { label }]) => label)).size).toBe(fields.length);
  });

  test("every field of its options says in the API's document what it is", () => {
    const { properties } = z.toJSONSchema(optionsSchema(vendor), { io: "input" });
    for (const [key, shape] of Object.entries(properties ?? {}))
      expect(typeof shape === "object" && shape.description, key).toBeTruthy();
  });

  test("a value of each kind of input fits its schema", () => {
    for (const [key, field] of fields) {
      const value = {
        text: "a",
        secret: "a",
        lines: ["a"],
        checkbox: field.input === "checkbox" && field.initially,
        rows: field.input === "rows" ? [exampleRow(field)] : [],
      }[field.input];
      expect(field.schema.safeParse(value).error, key).toBeUndefined();
    }
  });

  test("every method takes fields that there are, and every field belongs to one method", () => {
    const used = credentials.methods.flatMap((method) => [...method.fields]);
    expect(used.sort()).toEqual(Object.keys(credentials.fields).sort());
  });

  test("credentials are those of one method, or none", () => {
    const schema = credentialsSchema(vendor);
    const filled = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, "a"]));
    expect(schema.safeParse({}).success).toBe(true);
    for (const { fields } of credentials.methods) {
      expect(schema.safeParse(filled(fields)).success).toBe(true);
      for (const lonely of fields.slice(1)) {
        const { error } = schema.safeParse(filled([lonely]));
        expect(error?.issues).toMatchObject([
          { path: [fields[0]], message: expect.stringMatching(/^is needed with the /) },
        ]);
      }
    }
    if (credentials.methods.length > 1) {
      const { error } = schema.safeParse(filled(Object.keys(credentials.fields)));
      expect(error?.issues[0]?.message).toMatch(/^takes only one of: /);
    }
  });

  test("a field that it does not have is refused by name", () => {
    for (const schema of [credentialsSchema(vendor), optionsSchema(vendor)]) {
      const { error } = schema.safeParse({ nonsense: "x" });
      expect(error?.issues.map(({ message }) => message).join()).toContain("has no field nonsense");
    }
  });
});

const exampleRow = ({ columns }: Extract<Field, { input: "rows" }>) =>
  Object.fromEntries(
    Object.entries(columns).map(([key, column]) => [key, column.input === "choice" ? column.values[0] : "a"]),
  );
