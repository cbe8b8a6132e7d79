import type { Trpc } from "@/components/shell/trpc";

/**
 * @param subject `run:ID`, `version:MODEL@VERSION`, `promotion:ID` or `feedback:ID`
 * @param project its slug, where the subject names a model
 */
export const traceQuery = (trpc: Trpc, subject: string, project?: string) =>
  trpc.trace.of.queryOptions({ subject, project });
