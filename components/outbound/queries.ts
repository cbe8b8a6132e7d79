import type { Trpc } from "@/components/shell/trpc";

export const outboundQuery = (trpc: Trpc) => trpc.outbound.list.queryOptions();
