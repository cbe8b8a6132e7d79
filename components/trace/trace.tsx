"use client";

import { useQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { traceKinds } from "@/server/trace/kinds";
import type { TraceCell, TraceRef } from "@/server/trace/schema";
import { traceQuery } from "./queries";
import { type TraceCell as StripCell, TraceStrip } from "./trace-strip";

const waiting: StripCell[] = traceKinds.map((kind) => ({
  label: kind.charAt(0).toUpperCase() + kind.slice(1),
  missing: "…",
}));

/**
 * The trace strip of an object's page.
 * @param subject `run:ID`, `version:MODEL@VERSION`, `promotion:ID` or `feedback:ID`
 * @param project its slug, where the subject names a model
 */
export function Trace({ subject, project }: { subject: string; project?: string }) {
  const trpc = useTRPC();
  const { data, isError } = useQuery(traceQuery(trpc, subject, project));
  if (isError && !data) return null;
  return <TraceStrip cells={data ? data.cells.map((cell) => stripCell(cell, data.project)) : waiting} />;
}

function stripCell(cell: TraceCell, project: string): StripCell {
  return {
    label: cell.label,
    value: cell.value ?? undefined,
    state: cell.state ?? undefined,
    stateWord: cell.stateWord ?? undefined,
    href: cell.ref ? addressOf(cell.ref, project) : undefined,
    here: cell.here,
    sameCommit: cell.sameCommit ?? undefined,
    mono: cell.kind === "commit",
    missing: cell.missing ?? undefined,
    hint: cell.hint ?? undefined,
  };
}

function addressOf(ref: TraceRef, project: string): string {
  switch (ref.kind) {
    case "commit":
      return paths.runs({ project, commit: ref.sha });
    case "run":
      return paths.run(ref.id);
    case "datasets":
      return paths.run(ref.run, { tab: "datasets" });
    case "version":
      return paths.version(ref.model, ref.version, { project });
    case "model":
      return paths.model(ref.model, { project });
    case "promotion":
      return paths.promotion(ref.id);
    case "feedback":
      return paths.feedback({
        ...{ project, model: ref.model, version: ref.version, item: ref.item },
        status: "all",
      });
  }
}
