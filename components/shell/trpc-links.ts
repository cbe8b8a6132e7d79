import {
  httpBatchStreamLink,
  httpSubscriptionLink,
  retryLink,
  splitLink,
  TRPCClientError,
  type TRPCLink,
} from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { maxBatchSize } from "@/server/foundation/batch";
import type { ErrorData } from "@/server/foundation/trpc";
import type { AppRouter } from "@/server/router";

/** Longer addresses are cut off by some proxies. */
const maxURLLength = 6000;
const retryDelayMs = 3000;

const noAnswer: ErrorData["words"] = {
  what: "Terrapin does not answer.",
  why: "The server is down, or the network between is.",
  todo: "What you see stays; try again in a moment.",
};

/** An error in the API's own form, for a failure that the API did not put into words itself. */
function failure(
  message: string,
  words: ErrorData["words"],
  httpStatus?: number,
): TRPCClientError<AppRouter> {
  const data = {
    code: "INTERNAL_SERVER_ERROR",
    httpStatus: httpStatus ?? 503,
    words,
    issues: null,
    requestId: "",
  } as const;
  return new TRPCClientError(message, { result: { error: { code: -32603, message, data } } });
}

/** `fetch`, except that a problem document and the error page of a proxy become errors with words. */
const fetchAnswer: typeof fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (response.ok || response.headers.get("content-type")?.startsWith("application/json")) return response;
  const body: unknown = await response.json().catch(() => null);
  const hasWords = typeof body === "object" && body !== null && "what" in body;
  throw failure(
    `The server answered ${response.status}.`,
    hasWords ? (body as ErrorData["words"]) : null,
    response.status,
  );
};

/** Puts into words that no answer came, or only a part of it. */
const noAnswerLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => observer.error(error.data ? error : failure(error.message, noAnswer)),
      }),
    );

/**
 * How the browser asks the API: queries of the same tick travel in one GET and are answered as each is ready;
 * a subscription is a stream of server-sent events that is opened again after every break.
 * @param url where the API answers
 */
export const trpcLinks = (url: string): TRPCLink<AppRouter>[] => [
  noAnswerLink,
  splitLink({
    condition: ({ type }) => type === "subscription",
    true: [retryLink({ retry: () => true, retryDelayMs: () => retryDelayMs }), httpSubscriptionLink({ url })],
    false: httpBatchStreamLink({ url, maxURLLength, maxItems: maxBatchSize, fetch: fetchAnswer }),
  }),
];
