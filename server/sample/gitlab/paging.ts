import type { Answer } from "../loopback.ts";
import { jsonAnswer } from "../loopback.ts";

/** Beyond so many rows GitLab sends no totals. */
const MAX_COUNTED = 10_000;

export type Paged<T> = { rows: T[]; headers: Record<string, string> };

/**
 * A page as GitLab makes it: `page` and `per_page` (at most 100), with the x-headers and Link.
 * @param here the requested address, without its query
 */
export function pageOfRows<T>(rows: readonly T[], here: string, query: URLSearchParams): Paged<T> {
  const perPage = Math.min(100, Math.max(1, Number(query.get("per_page") ?? 20)));
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const next = page < pages ? page + 1 : null;
  const counted = rows.length <= MAX_COUNTED;
  const link = (rel: string, to: number) => {
    const params = new URLSearchParams(query);
    params.set("page", String(to));
    params.set("per_page", String(perPage));
    return `<${here}?${params}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link("prev", page - 1)] : []),
    ...(next ? [link("next", next)] : []),
    link("first", 1),
    ...(counted ? [link("last", pages)] : []),
  ];
  return {
    rows: rows.slice((page - 1) * perPage, page * perPage),
    headers: {
      "x-page": String(page),
      "x-per-page": String(perPage),
      "x-next-page": next ? String(next) : "",
      "x-prev-page": page > 1 ? String(page - 1) : "",
      ...(counted ? { "x-total": String(rows.length), "x-total-pages": String(pages) } : {}),
      link: links.join(", "),
    },
  };
}

/**
 * A keyset page, newest id first: only the Link header leads to the next one, without totals.
 * @param rows newest first
 */
export function keysetPage<T extends { id: number }>(
  rows: readonly T[],
  here: string,
  query: URLSearchParams,
): Paged<T> {
  const perPage = Math.min(100, Math.max(1, Number(query.get("per_page") ?? 20)));
  const before = Number(query.get("cursor") ?? Number.POSITIVE_INFINITY);
  const rest = rows.filter((row) => row.id < before);
  const page = rest.slice(0, perPage);
  const last = page.at(-1);
  const headers: Record<string, string> = { "x-per-page": String(perPage) };
  if (last && rest.length > perPage) {
    const params = new URLSearchParams(query);
    params.set("cursor", String(last.id));
    headers.link = `<${here}?${params}>; rel="next"`;
  }
  return { rows: page, headers };
}

/** A page as an answer, its rows converted by `toBody`. */
export const pagedAnswer = <T>(page: Paged<T>, toBody: (row: T) => unknown): Answer =>
  jsonAnswer(page.rows.map(toBody), 200, page.headers);
