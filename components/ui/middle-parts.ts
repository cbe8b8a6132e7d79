/**
 * A name in two parts, of which only the first may be cut off: the last `tail` characters often tell it from its
 * siblings. A name with at most three more is not divided. Characters outside the basic plane stay whole.
 */
export function middleParts(text: string, tail: number): { start: string; end: string } {
  const characters = [...text];
  if (characters.length <= tail + 3) return { start: text, end: "" };
  return { start: characters.slice(0, -tail).join(""), end: characters.slice(-tail).join("") };
}
