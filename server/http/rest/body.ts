import "server-only";
import { Refusal } from "@/server/foundation/errors";

/** The most a request may carry. */
const maxBytes = 1024 * 1024;
/** The same for a sign-in, which is an address and a password. */
export const maxSignInBytes = 16 * 1024;

const tooLarge = (limit: number) =>
  new Refusal("PAYLOAD_TOO_LARGE", {
    what: `The body is larger than ${limit === maxBytes ? "1 MB" : `${limit / 1024} kB`}.`,
    todo: limit === maxBytes ? "Send it in smaller parts." : undefined,
  });

/**
 * The body as JSON; undefined where there is none. Reads at most up to the limit, whatever Content-Length says.
 * @throws Refusal PAYLOAD_TOO_LARGE, or BAD_REQUEST for what is not JSON in UTF-8
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    throw new Refusal("BAD_REQUEST", {
      what: `The body is ${type || "of no stated type"}.`,
      todo: "Send JSON with `Content-Type: application/json`.",
    });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new Refusal("BAD_REQUEST", { what: "The body is not JSON.", why: whereUnreadable(error) });
  }
}

/** Where a parser stopped, out of its message: V8 names the place for some mistakes and the end of the text for others. */
function whereUnreadable(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line) return `It cannot be read from line ${line}, column ${column} on.`;
  if (/end of JSON input|Unterminated/.test(message)) return "It ends in the middle of a value.";
  return "It holds something that is neither a JSON value nor text in UTF-8.";
}

/** The body's bytes, at most 1 MB of them. */
export async function readBytes(request: Request, limit = maxBytes): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream: the rest is not read.
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The same request with its body read, for handlers without a limit of their own. */
export async function withinLimit(request: Request, limit = maxBytes): Promise<Request> {
  if (!request.body) return request;
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: new Uint8Array(await readBytes(request, limit)) });
}
