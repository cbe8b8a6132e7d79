/** A cell of a table that has nothing to show. On a phone the whole cell is left out. */
export function NoValue() {
  return <span data-empty className="text-ink-3 before:content-['·']" />;
}
