"use client";
import dynamic from "next/dynamic";
import type { ComponentProps, CSSProperties } from "react";
import { axisHeights, labelWidth } from "./time-axis-lanes";

const TimeAxis = dynamic(() => import("./time-axis").then((m) => m.TimeAxis));

/**
 * The time axis, loaded where it is seen. Its place is as high from the start as it will be, with the names of the
 * lanes beside them or, below 620 pixels, above them: what stands under it never moves.
 */
export function TimeAxisPlace(props: ComponentProps<typeof TimeAxis>) {
  const { wide, narrow } = axisHeights(props.lanes);
  return (
    <div className="@container">
      <div
        className="min-h-(--narrow) @min-[620px]:min-h-(--wide)"
        style={
          { "--wide": `${wide}px`, "--narrow": `${narrow}px`, "--label": `${labelWidth}px` } as CSSProperties
        }
      >
        <TimeAxis {...props} />
      </div>
    </div>
  );
}
