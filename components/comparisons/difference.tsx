import { cx } from "@/components/ui/cx";
import type { Better } from "@/server/comparisons/better";
import type { MetricValue } from "@/server/foundation/metric-value";
import { type DifferenceText, differenceOf } from "./difference-text";

const colours: Record<DifferenceText["verdict"], string> = {
  better: "text-ok",
  worse: "text-bad",
  same: "text-ink-3",
  unknown: "text-ink-3",
};
const words: Record<DifferenceText["verdict"], string> = {
  better: "better than the champion",
  worse: "worse than the champion",
  same: "as the champion",
  unknown: "",
};

/** A difference to the champion with `digits` decimals, green where it is better and red where it is worse. */
export function Difference(props: {
  value: MetricValue | null;
  champion: MetricValue | null;
  better: Better | null;
  digits: number;
  className?: string;
}) {
  const { value, champion, better, digits, className = "w-16" } = props;
  const found = differenceOf(value, champion, better, digits);
  return (
    <span className={cx("inline-block text-right", className, found && colours[found.verdict])}>
      {found?.text}
      {found && words[found.verdict] && <span className="sr-only"> {words[found.verdict]}</span>}
    </span>
  );
}
