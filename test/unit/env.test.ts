import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEnvironment, secretOf } from "@/server/foundation/env";

describe("the environment", () => {
  test("needs nothing, and an empty variable is an absent one", () => {
    const all = { TERRAPIN_DATA_DIR: "", DATABASE_URL: "", TERRAPIN_SECRET: "", TERRAPIN_URL: "", PORT: "" };
    for (const given of [{}, all]) {
      expect(readEnvironment(given)).toEqual({
        dataDir: resolve("data"),
        databaseUrl: undefined,
        secret: undefined,
        trustedProxies: [],
        url: undefined,
        port: 3000,
      });
    }
  });

  test("takes an address without the slash at its end", () => {
    expect(readEnvironment({ TERRAPIN_URL: "https://ml.example.com/terrapin/" }).url).toBe(
      "https://ml.example.com/terrapin",
    );
  });

  test.each([
    ["PORT", "eighty"],
    ["PORT", "70000"],
    ["DATABASE_URL", "mysql://db.example.com/ours"],
    ["TERRAPIN_URL", "ml.example.com"],
    ["TERRAPIN_URL", "ftp://ml.example.com"],
    ["TERRAPIN_SECRET", "short"],
  ])("names %s when it is %s", (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      new RegExp(`The environment does not fit: ${name} `),
    );
  });

  test("never shows a secret that does not fit", () => {
    expect(() => readEnvironment({ TERRAPIN_SECRET: "hunter2" })).toThrow(
      expect.not.stringContaining("hunter2"),
    );
  });
});

describe("the secret", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), "terrapin-secret-")), "data");
  });
  afterEach(() => rmSync(join(dataDir, ".."), { recursive: true }));

  test("is made once, kept, and readable by its owner alone", () => {
    const made = secretOf({ dataDir });
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(secretOf({ dataDir })).toBe(made);
    expect(readFileSync(join(dataDir, "secret"), "utf8").trim()).toBe(made);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
  });

  test("is the one of TERRAPIN_SECRET where that is set, and then none is kept", () => {
    expect(secretOf({ dataDir, secret: "one of our own, long" })).toBe("one of our own, long");
    expect(() => statSync(join(dataDir, "secret"))).toThrow(/ENOENT/);
  });

  test("is not made anew when its file is empty", () => {
    secretOf({ dataDir });
    writeFileSync(join(dataDir, "secret"), "");
    expect(() => secretOf({ dataDir })).toThrow(/is empty/);
  });
});
