import type { Measured } from "@/components/ui/format";
import { type Better, deltaOf } from "./delta";

const looks = { better: "text-ok", worse: "text-bad", same: "text-ink-3", unknown: "text-ink-3" };
const says = {
  better: "better than the champion",
  worse: "worse than the champion",
  same: "as the champion",
  unknown: "",
};

/** A difference to the champion, green where it is better and red where it is worse; `digits` decimals. */
export function MetricDelta(props: {
  value: Measured | null;
  champion: Measured | null;
  better: Better;
  digits: number;
  className?: string;
}) {
  const delta = deltaOf(props.value, props.champion, props.better, props.digits);
  return (
    <span
      className={`inline-block text-right ${props.className ?? "w-16"} ${delta ? looks[delta.tone] : ""}`}
    >
      {delta?.text}
      {delta && says[delta.tone] && <span className="sr-only"> {says[delta.tone]}</span>}
    </span>
  );
}
