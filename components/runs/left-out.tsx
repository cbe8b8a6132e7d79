import { Notice } from "@/components/ui/notice";
import type { RunDetail } from "@/server/runs/schema";

/** What was not kept of a run, and why. */
export const LeftOut = ({ parts }: { parts: RunDetail["leftOut"] }) =>
  parts.map(({ what, why, todo }) => (
    <Notice key={what} tone="wait">
      {what} {why} {todo}
    </Notice>
  ));
