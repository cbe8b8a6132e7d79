import "server-only";
import type { Backend, Probe } from "@/server/backends/types";
import type { Ctx } from "@/server/foundation/context";
import { troubleOf } from "./open";
import type { TestResult } from "./schema";

const PROBE_MS = 20_000;

/** Two tries end before the whole probe does, so that silence reads like every other failure of a call. */
export const probing = { attempts: 2, timeoutMs: 9_000 };

/** Opens a system and asks what can be read there. A failure is a result in words, not an error. */
export async function probe(ctx: Ctx, open: () => Promise<Backend>): Promise<TestResult> {
  const startedMs = Date.now();
  const deadline = AbortSignal.timeout(PROBE_MS);
  let backend: Backend | null = null;
  try {
    backend = await open();
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, deadline]) : deadline;
    const found: Probe = await backend.probe(signal);
    return { ok: true, ...found, tookMs: Date.now() - startedMs };
  } catch (error) {
    if (ctx.signal?.aborted) throw error;
    const at = new Date().toISOString();
    return { ok: false, error: error === deadline.reason ? tooSlow(at) : troubleOf(error, at) };
  } finally {
    backend?.close();
  }
}

const tooSlow = (at: string) => ({
  what: `There was no complete answer within ${PROBE_MS / 1000} seconds.`,
  why: "The server is slow, or something between drops what is sent.",
  todo: "Check the address and the server's load, then test again.",
  at,
});
