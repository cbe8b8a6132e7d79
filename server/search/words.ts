import { escapeLike, searchedText } from "@/server/foundation/like";

/** What a few typed letters may mean. */
export type Words = {
  /** a LIKE pattern for a piece of text anywhere, in lower case, wildcards escaped */
  like: string;
  /** the text, and a pattern of it, as names in registries are searched (`searchedText`) */
  name: { text: string; like: string };
  /** too short for the trigram index: look only through the newest */
  short: boolean;
  /** the words name a version: `churn 12`, `churn v12`, `v12`; its model's name as text and as pattern */
  version: { text: string; model: string; version: string } | null;
  /** the words may be an object's id: `42`, `#42` */
  id: string | null;
};

const pattern = (text: string) => `%${escapeLike(text)}%`;

export function readWords(q: string): Words {
  const text = q.trim().toLowerCase().replace(/\s+/g, " ");
  const name = searchedText(text);
  const version = /^(?:(.*\S)[\s@:/]+)?v?(\d{1,9})$/.exec(name);
  const id = /^#?([1-9]\d{0,17})$/.exec(text);
  return {
    like: pattern(text),
    name: { text: name, like: pattern(name) },
    short: [...text].length < 3,
    version: version?.[2]
      ? { text: version[1] ?? "", model: pattern(version[1] ?? ""), version: version[2] }
      : null,
    id: id?.[1] ?? null,
  };
}
