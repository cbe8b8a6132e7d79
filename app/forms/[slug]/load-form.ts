import { TRPCError } from "@trpc/server";
import { cache } from "react";
import { sessionCtx } from "@/server/http/auth";
import { createCaller } from "@/server/router";

/** The form at an address, asked for once per request; null where there is none. */
export const loadForm = cache(async (slug: string) => {
  try {
    return await createCaller(await sessionCtx()).forms.public({ slug });
  } catch (error) {
    // An address that no form can have is refused as such; to its reader that is the same.
    if (error instanceof TRPCError && ["NOT_FOUND", "BAD_REQUEST"].includes(error.code)) return null;
    throw error;
  }
});
