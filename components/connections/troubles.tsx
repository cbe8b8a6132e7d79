import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Trouble } from "@/server/connections/schema";

/** What went wrong or was met on the way, in words, with what to do about it. */
export function Troubles({ troubles, tone }: { troubles: Trouble[]; tone: "bad" | "wait" }) {
  return (
    <ul className="grid gap-2">
      {troubles.map(({ what, why, todo, at }) => (
        <li
          key={`${what} ${at}`}
          className={`flex items-start gap-2.5 rounded-m px-3 py-2 ${tone === "bad" ? "bg-bad-soft" : "bg-wait-soft"}`}
        >
          <StateIcon
            shape={tone}
            label={tone === "bad" ? "failing" : "met on the way"}
            className="mt-[3px]"
          />
          <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <p className={`font-medium ${tone === "bad" ? "text-bad" : "text-wait"}`}>{what}</p>
            <p className="text-ink-2">{why}</p>
            <p>{todo}</p>
          </div>
          <span className="text-sub text-ink-3">
            <TimeAgo at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
