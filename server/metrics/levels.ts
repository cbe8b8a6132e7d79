/** At most this many points are read whole; only longer series keep summaries. */
export const wholeUpTo = 4_000;
/** Once a level has as few rows as this, a coarser one would save nothing. */
const coarseEnough = 1_000;
/** 4^26 is more than all integers a JavaScript number holds. */
export const highestLevel = 26;

/**
 * Which bucket levels (4^level neighbouring x) to keep: each at least halves the rows beneath it.
 * @param count points of the series
 * @param rowsAt how many buckets a level would have
 */
export function chooseLevels(count: number, rowsAt: (level: number) => number): number[] {
  const levels: number[] = [];
  if (count <= wholeUpTo) return levels;
  let beneath = count;
  for (let level = 0; level <= highestLevel && beneath > coarseEnough; level++) {
    const rows = rowsAt(level);
    if (rows > beneath / 2) continue;
    levels.push(level);
    beneath = rows;
  }
  return levels;
}

/** Whether growing from one count to another is reason to choose the levels anew: each time it passes a power of four. */
export function outgrown(before: number, after: number): boolean {
  if (after <= wholeUpTo) return false;
  return (
    before <= wholeUpTo ||
    Math.floor(Math.log(before) / Math.log(4)) < Math.floor(Math.log(after) / Math.log(4))
  );
}
