/** What PostgreSQL holds in no text: U+0000, and a half of a pair of surrogates without the other half. */
const unstorable = /\0|\p{Surrogate}/u;
const everyUnstorable = /\0|\p{Surrogate}/gu;

/** Whether the database gives a text back as it is. */
export const isStorable = (text: string): boolean => !unstorable.test(text);

/** A text of elsewhere as it can be stored: U+FFFD stands for each character that cannot. */
export const storableText = (text: string): string => text.replace(everyUnstorable, "\ufffd");

/** JSON whose texts, names of fields among them, can all be stored. */
export function storableJson(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [storableText(name), storableJson(item)]),
  );
}

type Place = { name: string; inside: Place | null };

function pathTo(place: Place | null): string[] {
  const path: string[] = [];
  for (let at = place; at; at = at.inside) path.push(at.name);
  return path.reverse();
}

/**
 * Where a value holds a text that cannot be stored: `["data", "comment"]`. Null where none does. It goes down without
 * recursion, so that deep nesting costs no stack.
 */
export function unstorableAt(value: unknown): string[] | null {
  const left: { value: unknown; place: Place | null }[] = [{ value, place: null }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value: item, place } = next;
    if (typeof item === "string" && !isStorable(item)) return pathTo(place);
    if (typeof item !== "object" || item === null || ArrayBuffer.isView(item)) continue;
    for (const [name, inner] of Object.entries(item)) {
      if (!isStorable(name)) return pathTo(place);
      left.push({ value: inner, place: { name, inside: place } });
    }
  }
  return null;
}

/** Whether an encoded address or form holds such a character: %00, or the bytes of half a pair of surrogates. */
export const holdsUnstorable = (encoded: string): boolean =>
  /%00|%ED%[AB][0-9A-F]%/i.test(encoded) || !isStorable(encoded);
