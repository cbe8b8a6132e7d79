/** Which columns a table shows, in which order, and which of them are pinned. Pure. */

/** The choice as an address stores it. A part is null where nothing was chosen. */
export type ColumnAddress = { columns: string[] | null; pinned: string[] | null };

/** What a table can show. Ids of added columns are `metrics.NAME` or `params.NAME`. */
export type ColumnPlan = {
  /** The table's own columns in their usual order; `added` marks where added columns go. */
  order: readonly string[];
  /** Own columns that cannot be hidden. */
  fixed: readonly string[];
  /** The shown columns in order where nothing was chosen. */
  usual: readonly string[];
  /** The pinned columns where nothing was chosen. */
  pinned: readonly string[];
};

export type ColumnLayout = {
  /** Ids of the shown columns from first to last: the pinned ones come first. */
  shown: string[];
  pinned: string[];
  /** Whether the reader chose: then no column is left out in narrow windows. */
  chosen: boolean;
};

/** The place of added columns in `ColumnPlan.order`. */
export const added = "*";

/** At most this many added columns: more would make the query slow and the rows unreadable. */
export const mostAdded = 20;

export const metricColumn = (name: string) => `metrics.${name}`;
export const paramColumn = (name: string) => `params.${name}`;

/** The names of the metrics and params that have a column among `ids`. */
export function namesIn(ids: readonly string[]): { metrics: string[]; params: string[] } {
  const after = (prefix: string) =>
    ids.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  return { metrics: after(metricColumn("")), params: after(paramColumn("")) };
}

const isAdded = (id: string) => /^(metrics|params)\../.test(id);
const unique = (ids: readonly string[]) => [...new Set(ids)];
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/** The layout that an address asks for. Unknown and repeated ids are left out. */
export function layoutOf({ columns, pinned }: ColumnAddress, plan: ColumnPlan): ColumnLayout {
  const asked = unique(columns ?? plan.usual);
  const extra = asked.filter(isAdded).slice(0, mostAdded);
  const known = asked.filter((id) => (isAdded(id) ? extra : plan.order).includes(id));
  const all = [...plan.fixed.filter((id) => !known.includes(id)), ...known];
  const isPinned = (id: string) => (pinned ?? plan.pinned).includes(id);
  const first = all.filter(isPinned);
  return {
    shown: [...first, ...all.filter((id) => !isPinned(id))],
    pinned: first,
    chosen: columns !== null || pinned !== null,
  };
}

/** The address of a layout: null for a part that is as usual. */
function addressOf(shown: readonly string[], pinned: readonly string[], plan: ColumnPlan): ColumnAddress {
  const usual = layoutOf({ columns: null, pinned: null }, plan);
  const pins = shown.filter((id) => pinned.includes(id));
  const rest = shown.filter((id) => !pinned.includes(id));
  return {
    columns: same([...pins, ...rest], usual.shown) ? null : [...pins, ...rest],
    pinned: same(pins, usual.pinned) ? null : pins,
  };
}

/** Adds a column to shown ones, behind those that usually come before it. */
function withColumn(shown: readonly string[], id: string, plan: ColumnPlan): string[] {
  const rank = (each: string) => plan.order.indexOf(isAdded(each) ? added : each);
  return shown.toSpliced(shown.findLastIndex((each) => rank(each) <= rank(id)) + 1, 0, id);
}

/** Shows exactly `ids` and the columns that cannot be hidden. A column that is new goes to its usual place. */
export function showColumns(ids: readonly string[], layout: ColumnLayout, plan: ColumnPlan): ColumnAddress {
  const kept = layout.shown.filter((id) => plan.fixed.includes(id) || ids.includes(id));
  const fresh = unique(ids).filter((id) => !kept.includes(id));
  const shown = fresh.reduce((all, id) => withColumn(all, id, plan), kept);
  return addressOf(shown, layout.pinned, plan);
}

/** The column that `id` changes places with when it moves a step; undefined at the end of its part of the table. */
export function neighbourOf(id: string, step: -1 | 1, { shown, pinned }: ColumnLayout): string | undefined {
  const next = shown[shown.indexOf(id) + step];
  return next !== undefined && pinned.includes(next) === pinned.includes(id) ? next : undefined;
}

/** Moves a column a step towards the first or the last, within the pinned columns or within the others. */
export function moveColumn(id: string, step: -1 | 1, layout: ColumnLayout, plan: ColumnPlan): ColumnAddress {
  const next = neighbourOf(id, step, layout);
  const swapped = layout.shown.map((each) => (each === id ? (next ?? id) : each === next ? id : each));
  return addressOf(swapped, layout.pinned, plan);
}

/** Pins a column behind the other pinned ones, or releases it to its usual place. */
export function pinColumn(id: string, on: boolean, layout: ColumnLayout, plan: ColumnPlan): ColumnAddress {
  if (on) return addressOf(layout.shown, [...layout.pinned, id], plan);
  const others = layout.shown.filter((each) => each !== id);
  return addressOf(
    withColumn(others, id, plan),
    layout.pinned.filter((each) => each !== id),
    plan,
  );
}
