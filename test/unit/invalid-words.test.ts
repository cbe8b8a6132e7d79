import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { exportFeedback } from "@/server/feedback/schema";
import { describeInvalid } from "@/server/foundation/invalid-words";
import { id, instant, pageInput } from "@/server/foundation/shapes";
import { gate } from "@/server/gates/kinds";
import { problemResponse } from "@/server/http/rest/problem";

function words(schema: z.ZodType, input: unknown): string {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error("the input fits");
  return describeInvalid(error).what;
}
const x = (schema: z.ZodType, value?: unknown) => words(z.object({ x: schema }), { x: value });

describe("an input that does not fit is answered with what its field takes", () => {
  test.each([
    [z.string(), undefined, "x is missing."],
    [z.string(), null, "x takes text, not null."],
    [z.string(), 7, "x takes text, not a number."],
    [z.number(), "7", "x takes a number, not text."],
    [z.number(), Number.NaN, "x takes a number, not NaN."],
    [z.number().int(), 1.5, "x takes a whole number."],
    [z.number().int().max(9), 1e21, "x takes 9 or less."],
    [z.number().positive(), 0, "x takes more than 0."],
    [z.boolean(), "yes", "x takes true or false, not text."],
    [z.array(z.string()), {}, "x takes a list, not an object."],
    [z.object({}), [], "x takes an object, not a list."],
    [z.string().min(1), "", "x is empty."],
    [z.string().min(12), "short", "x takes at least 12 characters."],
    [z.string().max(1), "xx", "x takes at most 1 character."],
    [z.array(z.string()).max(2), ["a", "b", "c"], "x takes at most 2 items."],
    [z.enum(["a", "b", "c"]), "d", "x takes a, b or c."],
    [z.enum(["a", "b", "c"]), undefined, "x is missing: it takes a, b or c."],
    [z.literal("a"), "b", "x takes a."],
    [instant, "2026-02-31T00:00:00Z", "x takes a time such as 2026-01-31T09:00:00Z."],
    [z.iso.date(), "yesterday", "x takes a day such as 2026-01-31."],
    [z.email(), "nobody", "x takes an e-mail address."],
    [z.url(), "nowhere", "x takes an address such as https://example.com/path."],
    [z.string().regex(/^a+$/), "b", "x takes text of another form."],
    [id, "abc", "x takes an id such as 42."],
    [z.union([z.number(), z.enum(["NaN", "Infinity"])]), "7", "x takes a number or NaN or Infinity."],
    [z.union([id, z.literal("me")]), "you", "x takes an id such as 42 or me."],
    [
      z.strictObject({ a: z.string(), b: z.string() }),
      { a: "", b: "", c: "" },
      "x has no field c: it knows a, b.",
    ],
    [
      z.record(z.string().max(2), z.string()),
      { abc: "" },
      "x.abc has a field whose name does not fit: it takes at most 2 characters.",
    ],
    [
      z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") }), z.object({ kind: z.literal("b") })]),
      { kind: "c" },
      "x.kind takes a or b.",
    ],
    [z.string().refine(() => false), "a", "x is not accepted."],
    [z.string().refine(() => false, "is taken"), "a", "x is taken."],
  ])("%#", (schema, value, said) => {
    expect(x(schema, value)).toBe(said);
  });

  test("one sentence a field, and the whole input where no field is to blame", () => {
    expect(words(pageInput, { limit: 0, cursor: 7 })).toBe(
      "cursor takes text, not a number. limit takes 1 or more.",
    );
    expect(x(z.string().min(3).regex(/^a+$/, "holds more than a"), "b")).toBe(
      "x takes at least 3 characters.",
    );
    expect(words(z.object({}), 7)).toBe("The input takes an object, not a number.");
  });

  test("of several forms, the one that came closest speaks", () => {
    expect(words(gate, { metric: "recall", atLeast: "high" })).toBe(
      "The input fits none of its forms: atLeast takes a number, not text.",
    );
  });

  test("what was given is not repeated", () => {
    for (const schema of [z.number(), z.enum(["a"]), instant, id, z.union([z.number(), z.boolean()])]) {
      expect(x(schema, "hunter2")).not.toContain("hunter2");
    }
  });
});

test("REST and tRPC say the same", async () => {
  const { error } = exportFeedback.safeParse({ format: "xml" });
  const asked = { path: "/api/v1/feedback/export", requestId: "test" };
  for (const thrown of [error, new TRPCError({ code: "BAD_REQUEST", cause: error })]) {
    const problem = (await problemResponse(thrown, asked).json()) as Record<string, unknown>;
    expect(problem).toMatchObject({
      status: 400,
      detail: "format takes jsonl or csv.",
      errors: [{ field: "format", message: "takes jsonl or csv" }],
    });
  }
});
