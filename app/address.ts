import { createLoader, type ParserMap, parseAsString, type SearchParams } from "nuqs/server";

export type WithSearch = { searchParams: Promise<SearchParams> };

const loadProject = createLoader({ project: parseAsString });

/** The project that a page's address names. */
export async function projectOf({ searchParams }: WithSearch): Promise<string | undefined> {
  return (await loadProject(searchParams)).project || undefined;
}

/** What a page's address says, as the page's own parsers read it. */
export const readAddress = <P extends ParserMap>(parsers: P, { searchParams }: WithSearch) =>
  createLoader(parsers)(searchParams);
