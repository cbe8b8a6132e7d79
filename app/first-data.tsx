import "server-only";
import {
  defaultShouldDehydrateQuery,
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
  hashKey,
  type InfiniteData,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cache, type ReactNode } from "react";
import { pageCtx } from "@/server/http/auth";
import { type AppRouter, appRouter } from "@/server/router";

/** How long a page waits for its first data. What comes later is streamed after the page. */
const waitMs = 500;

/** One cache a request, shared by the layout, the page and its metadata. */
export const requestClient = cache(
  () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: false } } }),
);

/** The procedures for a page: called in this process, as whoever asked for the page. */
export const trpc = createTRPCOptionsProxy<AppRouter>({
  router: appRouter,
  ctx: pageCtx,
  queryClient: requestClient,
});

/** A query that a page will make first, and those that follow from its answer. */
export type Ask = { key: QueryKey; run: (client: QueryClient) => Promise<Ask[]> };

export function ask<Read, Failure, Data, Key extends QueryKey>(
  options: FetchQueryOptions<Read, Failure, Data, Key>,
  then: (data: Data) => Ask[] = () => [],
): Ask {
  return { key: options.queryKey, run: async (client) => then(await client.fetchQuery(options)) };
}

/** As `ask`, for the first page of a list that is read on. */
export function askPages<Read, Failure, Data, Key extends QueryKey, Cursor>(
  options: FetchInfiniteQueryOptions<Read, Failure, Data, Key, Cursor>,
  then: (page: Data) => Ask[] = () => [],
): Ask {
  return {
    key: options.queryKey,
    async run(client) {
      const { pages }: InfiniteData<Data, Cursor> = await client.fetchInfiniteQuery(options);
      return pages[0] === undefined ? [] : then(pages[0]);
    },
  };
}

/**
 * Gives what is below the answers to its first queries, so that it paints data and asks nothing. A query that fails
 * here is left out: the browser asks it again and shows why it is refused.
 */
export async function FirstData({ asks, children }: { asks: Ask[]; children: ReactNode }) {
  const client = requestClient();
  const hashes = new Set<string>();
  const settle = async (each: Ask): Promise<unknown> => {
    hashes.add(hashKey(each.key));
    const followers = await each.run(client).catch(() => []);
    return Promise.all(followers.map(settle));
  };
  const late = new Promise((resolve) => setTimeout(resolve, waitMs));
  await Promise.race([Promise.all(asks.map(settle)), late]);
  const state = dehydrate(client, {
    shouldDehydrateQuery: (query) =>
      hashes.has(query.queryHash) && (defaultShouldDehydrateQuery(query) || query.state.status === "pending"),
  });
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}
