import "server-only";
import type { RequestListener } from "node:http";
import { Refusal, unstorableText } from "@/server/foundation/errors";
import { requestIdOf } from "@/server/foundation/request";
import { holdsUnstorable } from "@/server/foundation/storable-text";
import { sendProblem } from "./problem";

/** Whether every %xx of an address decodes to UTF-8 text. */
export function isText(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    // decodeURIComponent throws for malformed sequences.
    return false;
  }
}

export const malformed = () =>
  new Refusal("BAD_REQUEST", {
    what: "The address is not valid.",
    why: "It holds a % that is not followed by the two hexadecimal digits of UTF-8 text.",
  });

/**
 * Answers 400 to malformed addresses, on which Next.js fails before any of our code runs, and to those with a character
 * that cannot be stored, in the path or in the query.
 */
export function refuseMalformed(answer: RequestListener): RequestListener {
  return (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "/";
    const isStored = !holdsUnstorable(request.url ?? "");
    if (isText(path) && isStored) return answer(request, response);
    const requestId = requestIdOf({ get: (name) => request.headers[name]?.toString() ?? null });
    sendProblem(response, isStored ? malformed() : unstorableText(), { path, requestId });
  };
}
