import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id with OWASP's first recommendation (19 MiB, two passes, one lane); Password Storage Cheat Sheet, 2025. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The PHC string to store instead of the password. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize("NFKC"), cost);

/** A hash that no password matches: checked for unknown addresses, so that the time of an answer reveals nothing. */
let decoy: Promise<string> | undefined;

export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(18).toString("base64url"));
  const matches = await verify(stored ?? (await decoy), password.normalize("NFKC"));
  return stored !== null && matches;
}

/** A secret that is shown once: 256 bits, with a prefix that scanners and people recognise. */
export const newSecret = (prefix: "tpn" | "inv"): string =>
  `${prefix}_${randomBytes(32).toString("base64url")}`;

/** What is stored of such a secret. It has full entropy, so its plain SHA-256 cannot be inverted by guessing. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
