import "server-only";
import type { Readable } from "node:stream";
import type { z } from "zod";
import { BackendError, type BackendErrorKind } from "./errors.ts";
import { looksLikeHtml, parseJson } from "./json.ts";

/** Which system answered, for the words of an error. */
export type Responder = { vendor: string; origin: string; url: URL };

/** Reads a body of at most `maxBytes` after decompression. @throws BackendError too_large beyond that */
export async function readBody(responder: Responder, body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new BackendError({
        kind: "too_large",
        what: `${responder.vendor} at ${responder.origin} answered more than ${maxBytes < 1_000_000 ? `${maxBytes} bytes` : `${Math.round(maxBytes / 1_000_000)} MB`} at once`,
        why: `the answer of ${responder.url.pathname} was cut off at that size to protect this machine's memory`,
        todo: "Terrapin asks again for less at a time. If it stays, name fewer experiments or projects in the connection's options.",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}

/** Parses a body and checks it. @throws BackendError not_json or invalid */
export function readJson<T>(
  responder: Responder,
  contentType: string,
  text: string,
  schema: z.ZodType<T>,
): T {
  if (looksLikeHtml(contentType, text)) throw htmlError(responder);
  return checkShape(responder, parseOrThrow(responder, text), schema);
}

/** Checks parsed data. @throws BackendError invalid, naming the first field that is wrong */
export function checkShape<T>(responder: Responder, data: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BackendError({
    kind: "invalid",
    what: `${responder.vendor} at ${responder.origin} answered in a shape Terrapin does not know`,
    why: `${responder.url.pathname}: ${issue ? `${issue.path.join(".") || "the whole answer"}: ${issue.message}` : "unreadable"}`,
    todo: `Check that the address belongs to ${responder.vendor} itself and that its version is supported.`,
  });
}

function parseOrThrow(responder: Responder, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new BackendError(
      {
        kind: "invalid",
        what: `${responder.vendor} at ${responder.origin} answered JSON that is broken or cut off`,
        why: `${responder.url.pathname} sent ${text.length.toLocaleString("en")} characters that do not end as JSON should`,
        todo: "Usually a proxy or a restarting server cut the answer; Terrapin tries again by itself. If it stays, look at the proxy's size and time limits.",
      },
      { cause: error },
    );
  }
}

export function htmlError(responder: Responder): BackendError {
  return new BackendError({
    kind: "not_json",
    what: `${responder.vendor} at ${responder.origin} answered an HTML page, not JSON`,
    why: `${responder.url.pathname} is a page for people: a sign-in page, a proxy's message, or another server altogether`,
    todo: `Is this the address of the ${responder.vendor} API? Enter the server's own address, without the path of a page, and let Terrapin past any sign-in proxy in front of it.`,
  });
}

const BY_STATUS: Record<number, { kind: BackendErrorKind; what: (v: string) => string; todo: string }> = {
  401: {
    kind: "unauthorized",
    what: (at) => `${at} does not accept the credentials`,
    todo: "Enter a token or a user name and password that are valid today; the old ones may have expired or been revoked.",
  },
  403: {
    kind: "forbidden",
    what: (at) => `${at} knows the credentials but forbids this`,
    todo: "Give the token's account the right to read this (and to set aliases where Terrapin promotes).",
  },
  404: {
    kind: "not_found",
    what: (at) => `${at} does not know what was asked for`,
    todo: "Check the address and the names in the connection's options; a token without access also answers 404 at some systems.",
  },
  429: {
    kind: "rate_limited",
    what: (at) => `${at} asks for fewer requests`,
    todo: "Terrapin waits as long as it was asked to and goes on by itself.",
  },
};

/** The error for a status outside 200–299. `text` is the body, which may hold the vendor's own message. */
export function statusError(
  responder: Responder,
  status: number,
  contentType: string,
  text: string,
  retryAfterMs: number | null,
): BackendError {
  const at = `${responder.vendor} at ${responder.origin}`;
  const own = vendorMessage(contentType, text);
  const why = `${responder.url.pathname} answered ${status}${own.message ? `: ${own.message}` : ""}`;
  const shared = {
    why,
    status,
    code: own.code,
    vendorMessage: own.message,
    retryAfterMs: retryAfterMs ?? undefined,
  };
  const known = BY_STATUS[status];
  if (known) return new BackendError({ kind: known.kind, what: known.what(at), todo: known.todo, ...shared });
  if (status >= 500) {
    return new BackendError({
      kind: "server",
      what: `${at} failed on its side`,
      todo: "Look at the server's own log; Terrapin tries again by itself.",
      ...shared,
    });
  }
  return new BackendError({
    kind: "invalid",
    what: `${at} did not accept the request`,
    todo: `Check the connection's options, and that this ${responder.vendor} version is supported.`,
    ...shared,
  });
}

/** The message and code of an error body, by the names that most vendors use. */
function vendorMessage(contentType: string, text: string): { message: string; code?: string } {
  if (looksLikeHtml(contentType, text)) return { message: "an HTML page" };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200).trim() };
  }
  if (typeof body !== "object" || body === null) return { message: "" };
  const fields = new Map<string, unknown>(Object.entries(body));
  const message = fields.get("message") ?? fields.get("error_description") ?? fields.get("error");
  const code = fields.get("error_code");
  return {
    message: (typeof message === "string" ? message : message ? JSON.stringify(message) : "").slice(0, 300),
    code: typeof code === "string" ? code : undefined,
  };
}
