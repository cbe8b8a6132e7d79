/** A metric that was measured on a named data set, as pages and policies name it: "recall [holdout]". */
export const measuredOn = (metric: string, dataset: string): string => `${metric} [${dataset}]`;

type Row = { name: string; dataset: string | null };

/**
 * The names of what was measured of one model, in the order given. A metric's plain name is the value that names no
 * data set, else that of the only data set; among several, each is named with its own.
 */
export function measureNames(rows: readonly Row[]): string[] {
  const of = (name: string) => rows.filter((row) => row.name === name);
  return rows.map(({ name, dataset }) =>
    dataset === null || of(name).length === 1 ? name : measuredOn(name, dataset),
  );
}

/** The names by which pages and policies find a measure: its own, and the one with its data set. */
export const namesOf = ({
  name,
  metric,
  dataset,
}: {
  name: string;
  metric: string;
  dataset: string | null;
}) => [...new Set([name, ...(dataset === null ? [] : [measuredOn(metric, dataset)])])];
