import { EmptyState } from "@/components/ui/empty-state";
import type { Snippets } from "@/server/backends/vendor";
import { vendorOf } from "@/server/backends/vendors";
import type { RunDetail } from "@/server/runs/schema";

/** What a training run did not log, with the line of code that logs it. */
export function NothingLogged({
  run,
  title,
  what,
}: {
  run: RunDetail;
  title: string;
  what: Exclude<keyof Snippets, "version">;
}) {
  return <EmptyState title={title} code={vendorOf(run.vendor).snippets?.[what]} />;
}
