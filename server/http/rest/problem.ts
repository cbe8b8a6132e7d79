import "server-only";
import { type ServerResponse, STATUS_CODES } from "node:http";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError, z } from "zod";
import { Refusal, refusalStatus } from "@/server/foundation/errors";
import { describeInvalid } from "@/server/foundation/invalid-words";
import { log } from "@/server/foundation/log";

/** RFC 9457, with the words for people and the request's id. */
export const problem = z.object({
  type: z.string().describe("names the kind of problem: `urn:terrapin:problem:not-found`"),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string().describe("the path that was asked"),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .describe("what is wrong with each field; empty where it is not about fields"),
  what: z.string(),
  why: z.string().optional(),
  todo: z.string().optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;

type ErrorAnswer = {
  status: number;
  words: { what: string; why?: string; todo?: string };
  errors: Problem["errors"];
};

function answerFor(error: unknown): ErrorAnswer {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (cause instanceof Refusal) {
    return { status: refusalStatus[cause.code], words: cause.words, errors: [...cause.fields] };
  }
  if (error instanceof ZodError || (error instanceof TRPCError && error.code === "BAD_REQUEST")) {
    if (!(cause instanceof ZodError))
      return { status: 400, words: { what: "The request is not valid." }, errors: [] };
    const { what, errors } = describeInvalid(cause);
    return { status: 400, words: { what }, errors };
  }
  const status = error instanceof TRPCError ? getHTTPStatusCodeFromError(error) : 500;
  if (status < 500) return { status, words: { what: (error as TRPCError).message }, errors: [] };
  return {
    status,
    words: {
      what: "Something went wrong inside Terrapin.",
      todo: "Try again. If it fails again, give the request id to an owner of this installation.",
    },
    errors: [],
  };
}

/** Turns anything thrown into an answer. The message of a defect is masked, and the defect is logged. */
export function problemResponse(error: unknown, asked: { path: string; requestId: string }): Response {
  const { status, words, errors } = answerFor(error);
  // A procedure's middleware has logged its errors already.
  if (status >= 500 && !(error instanceof TRPCError)) {
    log.error({ error, path: asked.path, requestId: asked.requestId }, "A request failed");
  }
  const title = STATUS_CODES[status] ?? "Error";
  const body: Problem = {
    type: `urn:terrapin:problem:${title.toLowerCase().replace(/[^a-z]+/g, "-")}`,
    title,
    status,
    detail: [words.what, words.why, words.todo].filter(Boolean).join(" "),
    instance: asked.path,
    errors,
    ...words,
    requestId: asked.requestId,
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="Terrapin"');
  return new Response(JSON.stringify(body), { status, headers });
}

/** Answers with a problem before Next.js has seen the request. */
export function sendProblem(
  response: ServerResponse,
  error: unknown,
  asked: { path: string; requestId: string },
): void {
  const problem = problemResponse(error, asked);
  response.writeHead(problem.status, Object.fromEntries(problem.headers));
  problem.text().then(
    (text) => response.end(text),
    (cause: unknown) => response.destroy(cause as Error),
  );
}

function retryAfterOf(error: unknown): number | undefined {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof Refusal ? cause.retryAfter : undefined;
}
