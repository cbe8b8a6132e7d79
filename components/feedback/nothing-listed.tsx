import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { FeedbackStatus } from "@/server/feedback/schema";
import type { FeedbackView } from "./search-params";
import { statuses, views } from "./words";

/** Said in place of the list: that nothing of this status fits, where something does, and how to see all again. */
export function NothingListed(props: {
  view: FeedbackView;
  counts: Partial<Record<FeedbackStatus, number>> | undefined;
  narrowed: boolean;
  onView: (view: FeedbackView) => void;
  onClear: () => void;
}) {
  const { view, counts = {}, narrowed, onView, onClear } = props;
  const shown = views.find((each) => each.view === view)?.of ?? [];
  const elsewhere = statuses.filter(({ status }) => !shown.includes(status) && (counts[status] ?? 0) > 0);
  const word = view === "all" ? "" : `${view} `;
  return (
    <div className="grid justify-items-start gap-3 px-4 py-6 text-ink-3">
      <p>{narrowed ? `No ${word}report fits the search and filters.` : `There is no ${word}report.`}</p>
      <div className="flex flex-wrap gap-2">
        {elsewhere.map(({ status }) => (
          <Button key={status} size="s" onClick={() => onView(status)}>
            {formatCount(counts[status] ?? 0)} {status}
          </Button>
        ))}
        {narrowed && (
          <Button size="s" onClick={onClear}>
            Clear filters
          </Button>
        )}
      </div>
    </div>
  );
}
