import type uPlot from "uplot";
import { bandOf, lineValue, placesOf, type Series, type SeriesBucket } from "./series-data";

/** Of each series its line and the upper and lower edge of its band, over the union of all places. */
export function columnsOf(series: readonly Series[]): uPlot.AlignedData {
  const xs = placesOf(series);
  const place = new Map(xs.map((x, index) => [x, index]));
  const column = ({ buckets }: Series, read: (bucket: SeriesBucket) => number | null | undefined) => {
    // What is undefined is no point of this series; only null breaks its line.
    const cells = new Array<number | null | undefined>(xs.length).fill(undefined);
    for (const bucket of buckets) cells[place.get(bucket.x) ?? 0] = read(bucket);
    return cells;
  };
  return [
    xs,
    ...series.flatMap((each) => [
      column(each, lineValue),
      column(each, (bucket) => bandOf(bucket)?.[1] ?? null),
      column(each, (bucket) => bandOf(bucket)?.[0] ?? null),
    ]),
  ];
}
