import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import type { FeedbackStatus } from "@/server/feedback/schema";
import { statuses } from "./words";

/** Said in place of the list: that nothing of this status fits, where something does, and how to see all again. */
export function NothingListed(props: {
  status: FeedbackStatus;
  counts: Partial<Record<FeedbackStatus, number>> | undefined;
  narrowed: boolean;
  onStatus: (status: FeedbackStatus) => void;
  onClear: () => void;
}) {
  const { status, counts, narrowed, onStatus, onClear } = props;
  const elsewhere = statuses.filter((each) => each.status !== status && (counts?.[each.status] ?? 0) > 0);
  return (
    <div className="grid justify-items-start gap-3 px-4 py-6 text-ink-3">
      <p>{narrowed ? `No ${status} report fits the search and filters.` : `No report is ${status}.`}</p>
      <div className="flex flex-wrap gap-2">
        {elsewhere.map((each) => (
          <Button key={each.status} size="s" onClick={() => onStatus(each.status)}>
            {formatCount(counts?.[each.status] ?? 0)} {each.status}
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
