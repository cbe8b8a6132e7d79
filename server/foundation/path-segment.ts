/**
 * A name as one segment of an address. A URL parser takes `.` and `..` for steps through the path, also when they are
 * percent-encoded. So a name of one or two dots is written with a `~` before it, and a name that looks like such a one
 * gets one `~` more: no two names have the same segment.
 */
export const toSegment = (name: string): string =>
  encodeURIComponent(/^~*\.{1,2}$/.test(name) ? `~${name}` : name);

/** The name that `toSegment` wrote. @throws URIError for a % that begins no character in UTF-8 */
export function fromSegment(segment: string): string {
  const text = decodeURIComponent(segment);
  return /^~+\.{1,2}$/.test(text) ? text.slice(1) : text;
}
