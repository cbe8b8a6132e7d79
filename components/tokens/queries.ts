import type { Trpc } from "@/components/shell/trpc";

export const tokensQuery = (trpc: Trpc) => trpc.tokens.list.queryOptions({ limit: 200 });
