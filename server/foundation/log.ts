import "server-only";
import pino, { type DestinationStream } from "pino";
import pretty from "pino-pretty";
import { redactFields, scrub } from "./log/redact";
import { currentRequest } from "./request-context";

type Line = { (message: string): void; (fields: Record<string, unknown>, message: string): void };

/** Always with a message: without one, pino would take the error's, which may hold values. */
export type Log = Record<"error" | "warn" | "info" | "debug", Line>;

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The level that is asked for; `readEnvironment` refuses any other before a server starts. */
function levelOf(asked: string | undefined): (typeof logLevels)[number] {
  return logLevels.find((level) => level === asked) ?? "info";
}

/** JSON lines for machines; a readable line for the person who develops or watches a terminal. */
function standardOutput(): DestinationStream {
  const readable = process.stdout.isTTY || process.env.NODE_ENV === "development";
  if (!readable) return pino.destination({ fd: 1, sync: true });
  return pretty({
    sync: true,
    translateTime: "SYS:HH:MM:ss",
    ignore: "pid,requestId,method,path,status,ms",
    messageFormat:
      "{msg}{if status}: {method} {path} {status}, {ms} ms{end}{if requestId} [{requestId}]{end}",
    errorLikeObjectKeys: [],
  });
}

/** A log in front of a destination: every line carries the request it belongs to, and no credential or text. */
export function createLog(destination: DestinationStream, level: (typeof logLevels)[number]): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      errorKey: "error",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      mixin: () => ({ requestId: currentRequest()?.requestId, job: currentRequest()?.job }),
      // Errors are described by redactFields.
      serializers: { error: (described: unknown) => described },
      hooks: { streamWrite: scrub },
    },
    destination,
  );
}

/** On globalThis: bundles load their own copies of modules, and a process has one log. */
const shared = globalThis as typeof globalThis & { terrapinLog?: Log };
shared.terrapinLog ??= createLog(standardOutput(), levelOf(process.env.TERRAPIN_LOG_LEVEL));

/**
 * The one log of this process: `log.error({ error, connection: id }, "A sync failed")`. The message is a constant
 * sentence; what varies goes into fields, where credentials and people's texts are taken out by the field's name.
 */
export const log = shared.terrapinLog;
