import "server-only";
import { setTimeout } from "node:timers/promises";
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
import { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { notFound } from "next/navigation";
import { cache, type ReactNode, Suspense } from "react";
import { Page } from "@/components/shell/page";
import { SkeletonRows } from "@/components/ui/skeleton";
import { pageCtx } from "@/server/http/auth";
import { type AppRouter, appRouter } from "@/server/router";

/** How long a page waits for its first data before it shows a placeholder. */
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
export type Ask = {
  key: QueryKey;
  run: (client: QueryClient) => Promise<Ask[]>;
  /** The page is made without its answer, which is streamed after it: for what only the browser draws. */
  later?: true;
  /** The page is about its answer: without it, it is answered as not found. */
  object?: true;
};

export function ask<Read, Failure, Data, Key extends QueryKey>(
  options: FetchQueryOptions<Read, Failure, Data, Key>,
  then: (data: Data) => Ask[] = () => [],
): Ask {
  return { key: options.queryKey, run: async (client) => then(await client.fetchQuery(options)) };
}

/** As `ask`, for the object that the page is about: where there is none, the page answers 404. */
export function askObject<Read, Failure, Data, Key extends QueryKey>(
  options: FetchQueryOptions<Read, Failure, Data, Key>,
  then: (data: Data) => Ask[] = () => [],
): Ask {
  return { ...ask(options, then), object: true };
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

/** An address that no object can have is refused as such; to its reader that is the same. */
const isMissing = (error: unknown): boolean =>
  error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST");

/**
 * The answer to a query that names a page in the browser's tab; null where the query fails. The page itself then says
 * why.
 */
export const askForTitle = <Read, Failure, Data, Key extends QueryKey>(
  options: FetchQueryOptions<Read, Failure, Data, Key>,
): Promise<Data | null> =>
  requestClient()
    .fetchQuery(options)
    .catch(() => null);

/**
 * Gives what is below the answers to its first queries, so that it paints data and asks nothing. Where they take
 * long, a placeholder is painted first. A query that fails here is left out: the browser asks it again and shows why
 * it is refused.
 */
export async function FirstData({ asks, children }: { asks: Ask[]; children: ReactNode }) {
  const client = requestClient();
  const hashes = new Set<string>();
  let missing = false;
  const settle = async ({ key, run, later, object }: Ask): Promise<void> => {
    hashes.add(hashKey(key));
    const answered = run(client).catch((error: unknown) => {
      missing ||= object === true && isMissing(error);
      return [];
    });
    if (!later) await Promise.all((await answered).map(settle));
  };
  const settled = Promise.all(asks.map(settle));
  const late = await Promise.race([settled.then(() => false), setTimeout(waitMs, true)]);
  const hydrated = (
    <Hydrated after={settled} hashes={hashes} missing={() => missing}>
      {children}
    </Hydrated>
  );
  return late ? <Suspense fallback={<Waiting />}>{hydrated}</Suspense> : hydrated;
}

/**
 * Waits for all answers and not for each apart: an answer that came after the HTML was rendered, and before the browser
 * hydrates it, would be a mismatch between the two.
 */
async function Hydrated(props: {
  after: Promise<unknown>;
  hashes: Set<string>;
  missing: () => boolean;
  children: ReactNode;
}) {
  const { after, hashes, missing, children } = props;
  await after;
  if (missing()) notFound();
  const state = dehydrate(requestClient(), {
    shouldDehydrateQuery: (query) =>
      hashes.has(query.queryHash) && (defaultShouldDehydrateQuery(query) || query.state.status === "pending"),
  });
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}

const Waiting = () => (
  <Page>
    <SkeletonRows rows={12} />
  </Page>
);
