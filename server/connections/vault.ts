import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { type Credentials, credentials } from "./schema";

/**
 * Credentials at rest: AES-256-GCM under a key derived from TERRAPIN_SECRET (HKDF-SHA256), bound to their connection,
 * so that an envelope copied to another row does not open. `v1.` leaves room for another way later.
 */
const VERSION = "v1";
const PURPOSE = "terrapin connection credentials";

/** Thrown when an envelope does not open: another secret, another connection, or a changed text. */
export class Sealed extends Error {
  constructor() {
    super("The stored credentials do not open with this TERRAPIN_SECRET.");
    this.name = "Sealed";
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `${PURPOSE} ${VERSION}`, 32));
}

function masterSecret(): string {
  const secret = process.env.TERRAPIN_SECRET;
  if (!secret)
    throw new Error("TERRAPIN_SECRET is not set: Terrapin is started by `npm run up`, which sets it.");
  return secret;
}

const authenticated = (connectionId: string) => Buffer.from(`connection ${connectionId}`, "utf8");

/** The envelope to keep for a connection: `v1.IV.TAG.TEXT` in base64url. */
export function seal(connectionId: string, plain: Credentials, secret = masterSecret()): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv);
  cipher.setAAD(authenticated(connectionId));
  const text = Buffer.concat([cipher.update(JSON.stringify(plain), "utf8"), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
}

/** @throws Sealed when the envelope is not this connection's, or not of this secret */
export function unseal(connectionId: string, envelope: string, secret = masterSecret()): Credentials {
  const [version, ...parts] = envelope.split(".");
  const [iv, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== VERSION || iv?.length !== 12 || tag?.length !== 16 || !text) throw new Sealed();
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv);
  decipher.setAAD(authenticated(connectionId));
  decipher.setAuthTag(tag);
  let plain: string;
  try {
    plain = Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    // Node says only that it could not authenticate: which of the three reasons it was, nobody can tell.
    throw new Sealed();
  }
  return z
    .string()
    .transform((json) => credentials.parse(JSON.parse(json)))
    .parse(plain);
}
