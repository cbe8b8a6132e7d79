import type { RunDetail } from "@/server/runs/schema";

export type PartId = "jobs" | "metrics" | "params" | "datasets" | "artifacts" | "tags" | "links";
export type Part = { id: PartId; label: string; count?: number };

/** What a run has decides its tabs: jobs for a pipeline, metrics and params for a training run. */
export function partsOf(run: RunDetail): Part[] {
  const count = (of: object) => Object.keys(of).length;
  const training = run.kind === "training";
  const links = run.links.sameCommit.length + run.links.versions.length;
  const parts: (Part & { when: boolean })[] = [
    { id: "jobs", label: "Jobs", count: run.jobs, when: run.jobs > 0 || !training },
    {
      id: "metrics",
      label: "Metrics",
      count: run.measures.length,
      when: training || run.measures.length > 0,
    },
    { id: "params", label: "Params", count: count(run.params), when: training },
    { id: "datasets", label: "Datasets", count: run.datasets.length, when: training },
    { id: "artifacts", label: "Artifacts", when: true },
    { id: "tags", label: "Tags", count: count(run.tags), when: training || count(run.tags) > 0 },
    { id: "links", label: "Same commit", count: links, when: links > 0 },
  ];
  return parts.filter((part) => part.when);
}

/** The open tab: the one the address names if the run has it, else the first. */
export const openPart = (parts: readonly Part[], named: string | null): Part | undefined =>
  parts.find((part) => part.id === named) ?? parts[0];
