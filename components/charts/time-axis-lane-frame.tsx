import Link from "next/link";
import type { CSSProperties, ReactNode } from "react";
import { type Lane, labelWidth, laneHeight, lineTicks, nameHeight } from "./time-axis-lanes";

/** Pixels beside a lane for the ends of its value axis. */
const axisWidth = 46;

/**
 * The place of one lane with its name and, of a curve, its value axis: beside the lane where its container is 620
 * pixels wide or more, else above it. It needs no measuring, so it is in the first HTML.
 */
export function LaneFrame({ lane, children }: { lane: Lane; children?: ReactNode }) {
  const height = laneHeight(lane);
  const ticks = lane.kind === "line" ? lineTicks(lane) : [];
  const name = (
    <>
      <span className="truncate">{lane.label}</span>
      {lane.text && (
        <span className={`num truncate text-small ${lane.textTone === "bad" ? "text-bad" : "text-ink-3"}`}>
          {lane.text}
        </span>
      )}
    </>
  );
  const sizes = {
    "--lane": `${height}px`,
    "--narrow": `${height + nameHeight + 1}px`,
    "--wide": `${height + 1}px`,
    "--name": `${labelWidth - (ticks.length > 0 ? axisWidth : 8)}px`,
  } as CSSProperties;
  return (
    <div className="relative h-(--narrow) @min-[620px]:h-(--wide)" style={sizes}>
      <span
        aria-hidden="true"
        className="absolute right-0 bottom-0 left-0 h-px bg-line @min-[620px]:-left-(--label)"
      />
      <span className="absolute flex pl-3.5 text-ink-2 @max-[620px]:inset-x-0 @max-[620px]:top-0.5 @max-[620px]:items-center @max-[620px]:gap-2 @max-[620px]:pr-2 @min-[620px]:-left-(--label) @min-[620px]:h-(--lane) @min-[620px]:w-(--name) @min-[620px]:flex-col @min-[620px]:justify-center @min-[620px]:leading-4">
        {lane.href ? (
          <Link href={lane.href} prefetch={false} className="contents hover:underline">
            {name}
          </Link>
        ) : (
          name
        )}
        {ticks.length > 0 && (
          <span className="num ml-auto text-small whitespace-nowrap text-ink-3 @min-[620px]:hidden">
            {ticks
              .map(({ text }) => text)
              .reverse()
              .join(" to ")}
          </span>
        )}
      </span>
      <div className="absolute inset-x-0 bottom-px h-(--lane)">
        {ticks.map((tick, index) => (
          <span
            key={index === 0 ? "high" : "low"}
            aria-hidden="true"
            className="num pointer-events-none absolute right-[calc(100%+6px)] text-small leading-3 whitespace-nowrap text-ink-3 @max-[620px]:hidden"
            style={{ top: tick.y - 6 }}
          >
            {tick.text}
          </span>
        ))}
        {children}
      </div>
    </div>
  );
}
