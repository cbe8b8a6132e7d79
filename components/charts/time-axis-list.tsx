import Link from "next/link";
import { momentText } from "./clock";
import { type Band, entriesOf, type Lane } from "./time-axis-lanes";

/** The axis as a table, newest first, for whoever reads rather than looks. Curves are left to their own charts. */
export function AxisList(props: {
  lanes: readonly Lane[];
  bands: readonly Band[];
  from: number;
  to: number;
  label: string;
}) {
  const { lanes, bands, from, to, label } = props;
  const rows = [
    ...bands.map((band) => ({
      key: `${band.from}${band.text}`,
      lane: "Trouble",
      from: Date.parse(band.from),
      title: band.text,
      href: band.href,
    })),
    ...lanes
      .filter((lane) => lane.kind !== "line")
      .flatMap((lane) => entriesOf(lane, to).map((entry) => ({ ...entry, lane: lane.label }))),
  ]
    .filter((row) => row.from <= to && row.from >= from)
    .toSorted((a, b) => b.from - a.from);
  return (
    <div className="max-h-80 overflow-auto">
      <table aria-label={label} className="w-full">
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.lane} ${row.key}`} className="border-b border-line last:border-b-0">
              <td className="num px-3.5 py-1 whitespace-nowrap text-ink-3">
                {momentText(row.from, to - from)}
              </td>
              <td className="px-3.5 py-1 whitespace-nowrap text-ink-2">{row.lane}</td>
              <td className="w-full px-3.5 py-1">
                {row.href ? (
                  <Link href={row.href} prefetch={false} className="hover:underline">
                    {row.title}
                  </Link>
                ) : (
                  row.title
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
