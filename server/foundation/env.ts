import "server-only";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { CannotStart } from "@/server/foundation/db/embedded/cannot-start";
import "@/server/foundation/invalid-words";
import { logLevels } from "@/server/foundation/log";

const absent = (value: unknown) => (value === "" ? undefined : value);
const address = (protocol: RegExp, what: string) =>
  z.preprocess(absent, z.url({ protocol, error: `is not ${what}` }).optional());

const environment = z.object({
  TERRAPIN_DATA_DIR: z.preprocess(absent, z.string().default("./data")),
  DATABASE_URL: z.preprocess(
    absent,
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, "is not a postgresql:// address")
      .optional(),
  ),
  TERRAPIN_SECRET: z.preprocess(
    absent,
    z.string().min(16, "is shorter than 16 characters; openssl rand -hex 32 makes a good one").optional(),
  ),
  TERRAPIN_URL: address(/^https?$/, "an http:// or https:// address"),
  TERRAPIN_LOG_LEVEL: z.preprocess(
    absent,
    z.enum(logLevels, { error: `is none of ${logLevels.join(", ")}` }).optional(),
  ),
  TERRAPIN_TRUSTED_PROXIES: z.preprocess(
    absent,
    z
      .string()
      .default("")
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .pipe(
        z.array(
          z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
            error: ({ input }) =>
              `holds ${String(input)}, which is neither an address nor a range such as 10.0.0.0/8`,
          }),
        ),
      ),
  ),
  PORT: z.preprocess(absent, z.coerce.number("is not a port").int().min(0).max(65_535).default(3000)),
});

export type Environment = {
  /** absolute */
  dataDir: string;
  databaseUrl?: string;
  secret?: string;
  /** where people reach this installation, without a slash at the end; absent: localhost at the port */
  url?: string;
  /** addresses and ranges of the proxies that say where a request came from */
  trustedProxies: readonly string[];
  /** 0 takes any free one */
  port: number;
};

/**
 * Reads the variables that Terrapin knows. A relative data folder is relative to the working directory.
 * @throws CannotStart naming each variable that does not fit
 */
export function readEnvironment(from: Record<string, string | undefined> = process.env): Environment {
  const { data, error } = environment.safeParse(from);
  if (error) {
    const wrong = error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new CannotStart(`The environment does not fit: ${wrong.join("; ")}.`);
  }
  return {
    dataDir: resolve(data.TERRAPIN_DATA_DIR),
    databaseUrl: data.DATABASE_URL,
    secret: data.TERRAPIN_SECRET,
    url: data.TERRAPIN_URL?.replace(/\/+$/, ""),
    trustedProxies: data.TERRAPIN_TRUSTED_PROXIES,
    port: data.PORT,
  };
}

/**
 * The key of sessions and stored credentials: TERRAPIN_SECRET, else the one in the data folder, made when absent
 * and readable only by its owner.
 */
export function secretOf({ secret, dataDir }: Pick<Environment, "secret" | "dataDir">): string {
  if (secret) return secret;
  const file = join(dataDir, "secret");
  const existing = readSecret(file);
  if (existing) return existing;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    // A link, unlike a write, is there whole or not at all, and does not replace what another process made meanwhile.
    linkSync(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(own);
  }
  const made = readSecret(file);
  if (!made) throw new CannotStart(`${file} is empty.`, "Remove it, or set TERRAPIN_SECRET.");
  return made;
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
