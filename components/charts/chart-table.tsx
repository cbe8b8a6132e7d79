/** A chart's numbers: a head for each column, and rows whose first cell names the place on the x axis. */
export type TableData = {
  head: readonly string[];
  rows: readonly { key: string; cells: readonly string[] }[];
};

const most = 500;
/** A reader without a pointer scrolls it with the arrow keys. */
const byKeyboard = { tabIndex: 0 };

/** The numbers of a chart as a table, one column for each series. */
export function ChartTable({ label, head, rows }: TableData & { label: string }) {
  const [place, ...columns] = head;
  const headLook = "sticky top-0 bg-surface px-3 text-label font-book whitespace-nowrap text-ink-3";
  return (
    <section
      aria-label={`${label}, table`}
      {...byKeyboard}
      className="max-h-80 overflow-auto border-t border-line"
    >
      <table aria-label={label} className="w-full">
        <thead>
          <tr className="h-8">
            <th scope="col" className={`${headLook} text-left`}>
              {place}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className={`${headLook} text-right`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map(({ key, cells: [at, ...values] }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="num px-3 py-1 text-left font-normal whitespace-nowrap text-ink-3">
                {at}
              </th>
              {values.map((value, index) => (
                <td key={columns[index]} className="num px-3 py-1 text-right whitespace-nowrap">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <p className="px-3 py-1.5 text-sub text-ink-3">
          The first {most} of {rows.length}; zoom in for the rest.
        </p>
      )}
    </section>
  );
}
