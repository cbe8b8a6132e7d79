import type { Trpc } from "@/components/shell/trpc";

export const formsQuery = (trpc: Trpc, project?: string) => trpc.forms.list.queryOptions({ project });
