"use client";
import { type ComponentProps, useMemo } from "react";
import { BarSeries } from "./bar-series";
import { type CountBucket, countBars } from "./count-bars";

/** Pixels of the strip, known before its numbers are. */
const height = 80;

/**
 * A histogram above the list that it counts. Its place is kept while `buckets` are asked for; without any, and on a
 * phone, there is none.
 */
export function CountStrip(
  props: Omit<ComponentProps<typeof BarSeries>, "bars" | "height" | "compact"> & {
    buckets: readonly CountBucket[] | undefined;
  },
) {
  const { buckets, ...rest } = props;
  const bars = useMemo(() => buckets && countBars(buckets), [buckets]);
  if (bars?.length === 0) return null;
  return (
    <div className="flex-none border-b border-line pt-1 max-md:hidden" style={{ minHeight: height + 5 }}>
      {bars && <BarSeries compact {...rest} bars={bars} height={height} />}
    </div>
  );
}
