import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's first recommendation (19 MiB, two passes, one lane); Password Storage Cheat Sheet, 2025. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A PHC string to keep instead of the password. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize("NFKC"), cost);

/** A hash of nobody's password: checked for unknown addresses, so that an answer's time tells nothing. */
let decoy: Promise<string> | undefined;

export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(18).toString("base64url"));
  const matches = await verify(stored ?? (await decoy), password.normalize("NFKC"));
  return stored !== null && matches;
}

/** A secret to hand out once: 256 bits, with a prefix that scanners and people recognise. */
export const newSecret = (prefix: "tpn" | "inv"): string =>
  `${prefix}_${randomBytes(32).toString("base64url")}`;

/** What is kept of such a secret. It has full entropy, so a plain SHA-256 cannot be guessed back. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
