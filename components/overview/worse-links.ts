import { paths } from "@/components/shell/paths";
import type { Worse } from "@/server/overview/schema";

type Item = Worse["items"][number];

/**
 * The page that shows what a line of "Got worse" is about.
 * @param from when the week began that the line counts
 */
export function worseHref({ about, project }: Item, from: string): string {
  switch (about.kind) {
    case "metric":
      return paths.liveMetric(about.model, { project, environment: about.environment, metric: about.metric });
    case "complaints":
      return paths.feedback({ project, model: about.model, complaint: "true", status: "all", from });
    case "failures":
      return paths.run(about.run);
    case "durations":
      return paths.runs({
        ...runsSince(about.pipeline, project, from),
        status: "succeeded",
        sort: "-durationMs",
      });
  }
}

/** The runs that a line counts; null where it counts none. */
export function countedHref({ about, project }: Item, from: string): string | null {
  if (about.kind !== "failures") return null;
  return paths.runs({ ...runsSince(about.pipeline, project, from), status: "failed" });
}

const runsSince = (pipeline: string, project: string, from: string) => ({ project, pipeline, from });
