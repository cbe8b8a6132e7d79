import { Refusal, type RefusalCode } from "@/server/foundation/errors";

/** The refusal a call ends in. */
export async function refusal(call: Promise<unknown>): Promise<{ code: RefusalCode; words: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, words: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}
