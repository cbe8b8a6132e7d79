import { Writable } from "node:stream";
import { DrizzleQueryError } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLog } from "@/server/foundation/log";
import { redact, scrub } from "@/server/foundation/log/redact";
import { currentRequest, inRequest, outsideRequest } from "@/server/foundation/request-context";

/** A log that keeps its lines. */
function keptLog(level: "info" | "silent" = "info") {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, log: createLog(stream, level) };
}

const secret = "a-very-secret-value-7f3a";
const hold = (value: unknown) => JSON.stringify(value).includes(secret);

describe("what is redacted", () => {
  const secretNames = [
    ...[
      "authorization",
      "Authorization",
      "cookie",
      "set-cookie",
      "password",
      "passwordHash",
      "temporaryPassword",
    ],
    ...[
      "token",
      "access_token",
      "api-key",
      "apiKey",
      "privateKey",
      "secretAccessKey",
      "accountKey",
      "sasToken",
    ],
    ...["credentials", "DATABASE_URL", "TERRAPIN_SECRET"],
  ];
  const textNames = [
    "answers",
    "comment",
    "body",
    "params",
    "input",
    "title",
    "correctedLabel",
    "predicted",
    "predictedLabel",
    "reason",
    "text",
  ];

  test("a credential by its field's name, at any depth, in lists too", () => {
    const place = fc.array(fc.constantFrom("request", "list", "data"), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...secretNames, ...textNames),
        place,
        fc.boolean(),
        (name, path, wrapped) => {
          const held = { [name]: wrapped ? { inner: secret } : secret };
          const value = path.reduce<unknown>(
            (inner, key) => (key === "list" ? [inner] : { [key]: inner }),
            held,
          );
          expect(hold(value)).toBe(true);
          expect(hold(redact(value))).toBe(false);
        },
      ),
    );
  });

  test("nothing else: names, numbers, times and lists stay as they are", () => {
    const value = { name: "breast-cancer", count: 3, at: new Date(0), list: [true, null, "x"], tokens: 7 };
    expect(redact(value)).toEqual({ ...value, at: "1970-01-01T00:00:00.000Z" });
  });

  test("what a person wrote leaves its length", () => {
    expect(redact({ comment: "too many false alarms", answers: { text: "x" } })).toEqual({
      comment: "[21 characters]",
      answers: "[1 fields]",
    });
  });

  test("objects of classes are named and not read, and a circle ends", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => JSON.stringify(redact(circle))).not.toThrow();
    expect(redact({ headers: new Headers({ authorization: secret }) })).toEqual({ headers: "[Headers]" });
  });

  test("tokens and passwords by their form, in any text, and the line stays JSON", () => {
    const texts = [
      "Bearer abcdefgh12345678",
      "postgres://terrapin:hunter2-hunter2@db/terrapin",
      "GET /welcome?token=inv_abcdefghijklmnop",
      "/invitations/inv_abcdefghijklmnop",
      "tpn_abcdefghijklmnop",
      "glpat-abcdefghijklmnop",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
      "https://files/x?X-Amz-Signature=abcdefghij&y=1",
    ];
    for (const text of texts) {
      const line = scrub(JSON.stringify({ msg: text, next: "kept" }));
      expect(JSON.parse(line).next, text).toBe("kept");
      expect(line).toMatch(/\[redacted\]/);
      expect(line).not.toMatch(/abcdefgh|hunter2|c2lnbmF0dXJl/);
    }
    expect(scrub("https://mlflow.internal:5000/api?page=2")).toBe("https://mlflow.internal:5000/api?page=2");
  });
});

describe("a failed query", () => {
  const database = Object.assign(new Error(`invalid input syntax for type bigint: "${secret}"`), {
    severity: "ERROR",
    code: "22P02",
    detail: `Key (email)=(${secret}) already exists.`,
    table: "people",
  });
  const failed = new DrizzleQueryError("select *\nfrom people where id = $1", [secret], database);

  test("is logged as its statement's first line and its code, without a value", () => {
    const { lines, log } = keptLog();
    log.error({ error: failed }, "A procedure failed");
    const line = JSON.parse(lines[0] ?? "");
    expect(line.error.message).toBe("Failed query: select *");
    expect(line.error.cause).toMatchObject({ code: "22P02", table: "people" });
    expect(line.error.stack[0]).toMatch(/^at /);
    expect(lines[0]).not.toContain(secret);
  });

  test("behind another error, or among several, is no different", () => {
    const { lines, log } = keptLog();
    log.error({ error: new Error("outer", { cause: failed }) }, "Failed");
    log.error({ error: new AggregateError([failed], "several") }, "Failed");
    expect(lines.join("")).not.toContain(secret);
    expect(lines.join("")).toContain("22P02");
  });

  test("JSON that does not parse is not quoted", () => {
    const { lines, log } = keptLog();
    try {
      JSON.parse(`${secret} is no JSON`);
    } catch (error) {
      log.error({ error }, "Failed");
    }
    expect(lines.join("")).toContain("SyntaxError");
    expect(lines.join("")).not.toContain(secret.slice(0, 8));
  });
});

describe("a line", () => {
  test("carries the id of the request it belongs to, across waiting, and none outside of one", async () => {
    const { lines, log } = keptLog();
    await inRequest({ requestId: "request-1" }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      log.info({ status: 200 }, "Answered");
      outsideRequest(() => log.info("A connection was lost"));
    });
    expect(currentRequest()).toBeUndefined();
    const [inside, outside] = lines.map((line) => JSON.parse(line));
    expect(inside).toMatchObject({ level: "info", requestId: "request-1", status: 200, msg: "Answered" });
    expect(Date.parse(inside.time)).not.toBeNaN();
    expect(outside).not.toHaveProperty("requestId");
  });

  test("is not written below the level asked for", () => {
    const { lines, log } = keptLog("silent");
    log.error({}, "Failed");
    expect(lines).toEqual([]);
  });
});
