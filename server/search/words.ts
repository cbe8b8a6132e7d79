import { escapeLike } from "@/server/foundation/like";

/** What a few typed letters may mean. */
export type Words = {
  /** a LIKE pattern for a piece of text anywhere, in lower case, wildcards escaped */
  like: string;
  /** too short for the trigram index: look only through the newest */
  short: boolean;
  /** the words name a version: `churn 12`, `churn v12`, `v12` */
  version: { model: string; version: string } | null;
  /** the words may be an object's id: `42`, `#42` */
  id: string | null;
};

const pattern = (text: string) => `%${escapeLike(text)}%`;

export function readWords(q: string): Words {
  const text = q.trim().toLowerCase().replace(/\s+/g, " ");
  const version = /^(?:(.*\S)[\s@:/]+)?v?(\d{1,9})$/.exec(text);
  const id = /^#?([1-9]\d{0,17})$/.exec(text);
  return {
    like: pattern(text),
    short: [...text].length < 3,
    version: version?.[2] ? { model: pattern(version[1] ?? ""), version: version[2] } : null,
    id: id?.[1] ?? null,
  };
}
