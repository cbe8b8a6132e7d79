import { paths } from "@/components/shell/paths";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { RunsFilter } from "./use-runs-filter";

/** What to do about an empty list: widen the filters, or connect a system. */
export function NoRuns({ filter }: { filter: RunsFilter }) {
  if (filter.isNarrowed) {
    return (
      <EmptyState
        title="No run matches"
        action={<Button onClick={() => void filter.clear()}>Clear the filters</Button>}
      >
        There are runs, and none that all of these filters leave.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No runs yet"
      action={
        <ButtonLink variant="primary" href={paths.connections({ project: filter.narrowed.project })}>
          Connect a system
        </ButtonLink>
      }
    >
      Here are the pipelines of connected CI systems and the training runs of connected tracking servers,
      joined by their commit.
    </EmptyState>
  );
}
