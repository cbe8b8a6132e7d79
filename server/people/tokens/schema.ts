import { z } from "zod";
import { id, instant, name, pageInput, pageOf } from "@/server/foundation/shapes";

export const token = z.object({
  id,
  name: z.string(),
  prefix: z.string().describe("its first characters, to recognise it by"),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});
export type Token = z.infer<typeof token>;

export const listTokens = pageInput;
export type ListTokens = z.infer<typeof listTokens>;
export const tokenPage = pageOf(token);

export const createToken = z.object({
  name: name.pipe(z.string().max(80)),
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(730)
    .nullable()
    .default(90)
    .describe("null for one that never expires"),
});
export type CreateToken = z.infer<typeof createToken>;
export const createdToken = token.extend({ token: z.string().describe("the secret, shown this once") });
export type CreatedToken = z.infer<typeof createdToken>;

export const revokeToken = z.object({ id });
