import type { SeriesBucket } from "@/components/charts/series-data";
import type { Mark } from "@/components/charts/series-layout";
import type { LiveMetricView, Service } from "@/server/models/schema";

/** Buckets whose line passes through their means; one of NaN and infinite values alone stays what it is. */
export function liveBuckets(buckets: NonNullable<LiveMetricView["metric"]>["buckets"]): SeriesBucket[] {
  return buckets.map((bucket) =>
    bucket.mean === null ? bucket : { ...bucket, first: bucket.mean, last: bucket.mean },
  );
}

/** How a version came into service, in words. */
export const serviceWords: Record<Service["source"], string> = {
  promotion: "promotion",
  rollback: "roll-back",
  observed: "alias moved outside Terrapin",
};

/** Where versions came into service within the window. */
export function liveMarks({ services, from }: Pick<LiveMetricView, "services" | "from">): Mark[] {
  return services
    .filter((each) => each.from >= from)
    .map(({ version, from, source, ended }) => ({
      x: Date.parse(from),
      text: {
        promotion: `v${version}`,
        rollback: `back to v${version}`,
        observed: `v${version} from outside`,
      }[source],
      tone: ended === "rolled_back" ? "bad" : "plain",
    }));
}
