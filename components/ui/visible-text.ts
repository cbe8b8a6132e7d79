/** Characters that take no place or change what stands around them. Joiners stay: emoji and scripts are made with them. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])\p{Cf}|(?![ \u3000])\p{Zs}/gu;

const signs: Record<string, string> = { "\n": "↵", "\r": "␍", "\t": "⇥" };

const codeOf = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`;

/**
 * A name with what a page would not show of it: spaces at its ends, second spaces and line breaks as signs, invisible
 * characters as their codes, and characters that are composed in an unusual way in their parts. Two names that differ
 * look different. Only for reading: the name itself is what is sent and copied.
 */
export function visibleText(name: string): string {
  const parts = name.normalize("NFC") === name ? name : inParts(name);
  return parts
    .replace(/^ +| +$|(?<= ) +/g, (spaces) => "␣".repeat(spaces.length))
    .replace(unseen, (character) => signs[character] ?? codeOf(character));
}

/** `é` of two characters as `e◌́`. */
function inParts(name: string): string {
  const clusters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(name)];
  return clusters
    .map(({ segment }) => {
      if (segment.normalize("NFC") === segment) return segment;
      const [first = "", ...marks] = segment;
      return marks.length > 0 ? [first, ...marks].join("◌") : codeOf(first);
    })
    .join("");
}
