import { paths } from "@/components/shell/paths";
import { formatCount, formatMetric } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { StateIcon } from "@/components/ui/state-icon";
import { visibleText } from "@/components/ui/visible-text";
import { boundWords, pastWords } from "@/server/gates/bound-words";
import type { LiveMetricView } from "@/server/models/schema";

type Metric = NonNullable<LiveMetricView["metric"]>;

/** The mean of the last 24 hours with its n, and how it stands to the policy's bound. */
export function LiveState({ view, metric }: { view: LiveMetricView; metric: Metric }) {
  const { day, bound, state } = metric;
  const { model, project, environment } = view;
  return (
    <span className="flex flex-wrap items-center gap-x-1.5">
      <Link href={paths.model(model, { project })} className="hover:text-ink hover:underline">
        {visibleText(model)}
      </Link>
      <span aria-hidden="true">·</span>
      {day ? (
        <span>
          mean of the last 24 h <b className="num font-medium text-ink">{formatMetric(day.mean)}</b>, n ={" "}
          {formatCount(day.n)}
        </span>
      ) : (
        <span>no value in the last 24 h since the present version serves</span>
      )}
      <span aria-hidden="true">·</span>
      {state === "broken" && bound && <StateIcon shape="bad" word={pastWords(bound)} />}
      {state === "within" && bound && <StateIcon shape="ok" word="within" />}
      <Link
        href={paths.policies({ project, model, environment: environment ?? undefined })}
        className="hover:text-ink hover:underline"
      >
        {bound ? `policy: ${boundWords(bound)}` : "no policy sets a bound"}
      </Link>
    </span>
  );
}
