/** The number of a series colour, `--c1` to `--c8`. */
export type Colour = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * A colour for each name, in a fixed order: give it all the series of a page once, and each keeps its colour in
 * every chart. The ninth series has the first colour again.
 */
export function assignColours(names: readonly string[]): Map<string, Colour> {
  return new Map([...new Set(names)].map((name, index) => [name, ((index % 8) + 1) as Colour]));
}
