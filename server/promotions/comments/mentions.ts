/** Somebody who can be mentioned, under the name that is written after the @. */
export type Mentionable = { id: string; label: string };

/** A piece of a comment: text as it is, a person by id, or an address to link to. */
export type Part =
  | { kind: "text"; text: string }
  | { kind: "mention"; id: string }
  | { kind: "link"; url: string };

/** `<@42>` is how a comment names person 42, so that it shows the name that the person has today. */
const token = /<@([1-9]\d{0,17})>/;
const link = /https?:\/\/[^\s<>"]+/;
const pieces = new RegExp(`${token.source}|(${link.source})`, "g");

/** The people whom a comment names, each once, in the order of the text. */
export const mentionedIds = (text: string): string[] => [
  ...new Set([...text.matchAll(new RegExp(token, "g"))].flatMap(([, id]) => (id ? [id] : []))),
];

/** A comment in pieces, to be shown. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const add = (words: string) => words && parts.push({ kind: "text", text: words });
  let from = 0;
  for (const { 0: whole, 1: id, 2: address = "", index } of text.matchAll(pieces)) {
    add(text.slice(from, index));
    const url = withoutPunctuation(address);
    parts.push(id ? { kind: "mention", id } : { kind: "link", url });
    from = index + (id ? whole : url).length;
  }
  add(text.slice(from));
  return parts;
}

/** An address without the punctuation of the sentence around it; a bracket that it opened stays. */
function withoutPunctuation(address: string): string {
  const last = address.at(-1) ?? "";
  const opened = last === ")" && address.split("(").length >= address.split(")").length;
  return /[.,;:!?'")\]]/.test(last) && !opened ? withoutPunctuation(address.slice(0, -1)) : address;
}

/** A comment on one line, with names in place of ids. */
export const plainText = (text: string, people: readonly { id: string; name: string }[]): string =>
  text
    .replace(
      new RegExp(token, "g"),
      (_, id) => `@${people.find((each) => each.id === id)?.name ?? "somebody"}`,
    )
    .replace(/\s+/g, " ");

/** People as they can be mentioned: by name, with the e-mail address where several have the same name. */
export function labelled(people: readonly { id: string; name: string; email: string }[]): Mentionable[] {
  const count = new Map<string, number>();
  const key = (name: string) => name.toLowerCase();
  for (const { name } of people) count.set(key(name), (count.get(key(name)) ?? 0) + 1);
  return people.map(({ id, name, email }) => ({
    id,
    label: (count.get(key(name)) ?? 0) > 1 ? `${name} (${email})` : name,
  }));
}

/** What may stand before the @ of a mention: not a letter, and no part of an address. */
const before = String.raw`(?<![\p{L}\p{N}_./@<-])`;
/** And after the name: no further letter of a longer one. */
const after = String.raw`(?![\p{L}\p{N}_])`;
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The text as it is sent: `@Ada Lovelace` becomes `<@42>`. The longest of several names that fit is meant. */
export function withTokens(text: string, people: readonly Mentionable[]): string {
  if (people.length === 0) return text;
  const longestFirst = people.toSorted((a, b) => b.label.length - a.label.length);
  const names = longestFirst.map(({ label }) => literally(label)).join("|");
  const idOf = new Map(longestFirst.map(({ id, label }) => [label.toLowerCase(), id]));
  return text.replace(new RegExp(`${before}@(${names})${after}`, "giu"), (written, name: string) =>
    idOf.has(name.toLowerCase()) ? `<@${idOf.get(name.toLowerCase())}>` : written,
  );
}

/** The mention that is being typed before the caret: where its @ stands, and what follows it; null where there is none. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | null {
  const found = new RegExp(`${before}@([^@\\n]{0,60})$`, "u").exec(text.slice(0, caret));
  return found ? { from: found.index, query: found[1] ?? "" } : null;
}

/** At most eight people with a word that begins with the query, those whose name does first. */
export function suggest(people: readonly Mentionable[], query: string): Mentionable[] {
  const wanted = query.toLowerCase();
  const rank = ({ label }: Mentionable): number => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    return name.split(/[\s(.@_-]+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .map((person) => ({ person, rank: rank(person) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 8)
    .map(({ person }) => person);
}
