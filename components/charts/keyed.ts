/** Gives items that have no name of their own one by their place. */
export function keyed<T>(items: readonly T[]): (T & { key: string })[] {
  return items.map((item, index) => ({ ...item, key: String(index) }));
}
