import "server-only";
import { initTRPC, TRPCError } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { ZodError } from "zod";
import type { Ctx } from "./context";
import { Refusal, type RefusalWords, refusalIn, unstorableText } from "./errors";
import { describeInvalid } from "./invalid-words";
import { log } from "./log";
import { storableText, unstorableAt } from "./storable-text";

/** What the browser gets beside tRPC's own error shape. */
export type ErrorData = {
  words: RefusalWords | null;
  issues: { path: string; message: string }[] | null;
  requestId: string;
};

const t = initTRPC
  .context<Ctx>()
  .meta<OpenApiMeta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      const refusal = error.cause instanceof Refusal ? error.cause : null;
      const invalid =
        error.code === "BAD_REQUEST" && error.cause instanceof ZodError ? describeInvalid(error.cause) : null;
      const errors = invalid?.errors ?? (refusal?.fields.length ? refusal.fields : null);
      const masked = !refusal && shape.data.httpStatus >= 500;
      const { stack: _stack, ...data } = shape.data as typeof shape.data & { stack?: string };
      return {
        ...shape,
        message: masked ? "Something went wrong inside Terrapin." : (invalid?.what ?? shape.message),
        data: {
          ...data,
          words: refusal?.words ?? null,
          issues: errors?.map(({ field, message }) => ({ path: field, message })) ?? null,
          requestId: ctx?.requestId ?? "",
        },
      };
    },
    sse: {
      maxDurationMs: 30 * 60_000,
      ping: { enabled: true, intervalMs: 10_000 },
      client: { reconnectAfterInactivityMs: 25_000 },
    },
  });

const trpcCode = {
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
} as const;

/** Maps a service's Refusal to tRPC's error code; anything else is a defect and is logged. */
const answers = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { error } = result;
  const refusal = refusalIn(error.cause);
  if (refusal) {
    const { code, message } = refusal;
    return {
      ...result,
      error: new TRPCError({
        code: code === "UNAVAILABLE" ? trpcCode[code] : code,
        message,
        cause: refusal,
      }),
    };
  }
  if (error.code === "INTERNAL_SERVER_ERROR") {
    log.error(
      { error: error.cause ?? error, procedure: path, requestId: ctx.requestId },
      "A procedure failed",
    );
  }
  return result;
});

/** Refuses what no table can hold, whatever field it stands in: pages, the REST API and forms all come through here. */
const storable = t.middleware(async ({ getRawInput, next }) => {
  const at = unstorableAt(await getRawInput());
  if (at) throw unstorableText(at.slice(0, 20).map(storableText).join("."));
  return next();
});

export const router = t.router;
/** The one kind of procedure: services check rights on their first line. */
export const procedure = t.procedure.use(answers).use(storable);
export const createCallerFactory = t.createCallerFactory;
