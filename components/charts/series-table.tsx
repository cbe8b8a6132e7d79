import { momentText } from "./clock";
import { type Aligned, bucketText, type Series } from "./series-data";

const most = 500;

/** The points of a chart as a table, one column a series. */
export function SeriesTable(props: {
  label: string;
  series: readonly Series[];
  data: Aligned;
  xKind: "step" | "time";
  digits?: number;
  unit?: string;
}) {
  const { label, series, data, xKind, digits, unit } = props;
  const cells = series.map((each) => new Map(each.buckets.map((bucket) => [bucket.x, bucket])));
  const span = (data.xs.at(-1) ?? 0) - (data.xs[0] ?? 0);
  const head = "sticky top-0 bg-surface px-3 text-label font-book whitespace-nowrap text-ink-3";
  return (
    <div className="max-h-80 overflow-auto border-t border-line">
      <table aria-label={label} className="w-full">
        <thead>
          <tr className="h-8">
            <th scope="col" className={`${head} text-left`}>
              {xKind === "time" ? "Time" : "Step"}
            </th>
            {series.map((each) => (
              <th key={each.label} scope="col" className={`${head} text-right`}>
                {each.label}
                {unit && ` (${unit})`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.xs.slice(0, most).map((x) => (
            <tr key={x} className="border-t border-line">
              <th scope="row" className="num px-3 py-1 text-left font-normal whitespace-nowrap text-ink-3">
                {xKind === "time" ? momentText(x, span) : x.toLocaleString("en-US")}
              </th>
              {series.map((each, at) => {
                const bucket = cells[at]?.get(x);
                return (
                  <td key={each.label} className="num px-3 py-1 text-right whitespace-nowrap">
                    {bucket ? bucketText(bucket, digits) : <span className="text-ink-3">·</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {data.xs.length > most && (
        <p className="px-3 py-1.5 text-sub text-ink-3">
          The first {most} of {data.xs.length}; zoom in for the rest.
        </p>
      )}
    </div>
  );
}
