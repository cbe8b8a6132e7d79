import { ErrorState } from "@/components/ui/error-state";
import { formatDuration } from "@/components/ui/format-time";
import { StateIcon } from "@/components/ui/state-icon";
import type { TestResult } from "@/server/connections/schema";

/** What a system said when it was asked what it lets us read. */
export function TestOutcome({ result }: { result: TestResult }) {
  if (!result.ok) {
    const { what, why, todo } = result.error;
    return <ErrorState inline what={what} why={why} todo={todo} />;
  }
  const { version, account, reads, tookMs } = result;
  return (
    <div role="status" className="flex items-start gap-2.5 rounded-m bg-ok-soft px-3 py-2">
      <StateIcon shape="ok" className="mt-[3px]" />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <p className="font-medium text-ok">
          It answers{version && `: version ${version}`}
          {account && `, as ${account}`}
          <span className="font-normal text-ink-2"> in {formatDuration(tookMs)}</span>
        </p>
        {reads.map((line) => (
          <p key={line} className="text-ink-2">
            {line}
          </p>
        ))}
      </div>
    </div>
  );
}
