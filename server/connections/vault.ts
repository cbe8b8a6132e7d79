import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";

/**
 * Stored credentials: AES-256-GCM with a key derived from TERRAPIN_SECRET (HKDF-SHA256), bound to their connection, so
 * that an envelope that was copied to another row cannot be unsealed. The prefix `v1.` names this scheme.
 */
/** Values by the names of the vendor's credential fields. */
export type Secrets = Record<string, string>;
const secrets = z.record(z.string(), z.string());

const VERSION = "v1";
const PURPOSE = "terrapin connection credentials";

/** Thrown for an envelope of another secret or another connection, or one that was changed. */
export class CannotUnseal extends Error {
  constructor() {
    super("The stored credentials cannot be decrypted with this TERRAPIN_SECRET.");
    this.name = "CannotUnseal";
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

/** Encrypts credentials for one connection. @returns `v1.IV.TAG.TEXT` in base64url */
export function seal(connectionId: string, plain: Secrets, secret = masterSecret()): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv);
  cipher.setAAD(authenticated(connectionId));
  const text = Buffer.concat([cipher.update(JSON.stringify(plain), "utf8"), cipher.final()]);
  return [VERSION, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
}

/** @throws CannotUnseal when the envelope is not this connection's, or not of this secret */
export function unseal(connectionId: string, envelope: string, secret = masterSecret()): Secrets {
  const [version, ...parts] = envelope.split(".");
  const [iv, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== VERSION || iv?.length !== 12 || tag?.length !== 16 || !text) throw new CannotUnseal();
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv);
  decipher.setAAD(authenticated(connectionId));
  decipher.setAuthTag(tag);
  let plain: string;
  try {
    plain = Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    throw new CannotUnseal();
  }
  return secrets.parse(JSON.parse(plain));
}
