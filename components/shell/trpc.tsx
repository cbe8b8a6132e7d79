"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, TRPCClientError } from "@trpc/client";
import { createTRPCContext, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/router";
import { trpcLinks } from "./trpc-links";

/** The procedures of the router as options for TanStack Query, in the browser and for a page on the server. */
export type Trpc = TRPCOptionsProxy<AppRouter>;

const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

/** `useQuery(trpc.runs.list.queryOptions(input))`, `useMutation(trpc.promotions.decide.mutationOptions())` … */
export { useTRPC };

const statusOf = (error: unknown) =>
  error instanceof TRPCClientError ? (error as TRPCClientError<AppRouter>).data?.httpStatus : undefined;

/** A refusal stays a refusal; only what may pass by itself is asked again. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 429 || status >= 500;
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (statusOf(error) !== 401) return;
        const here = encodeURIComponent(location.pathname + location.search);
        window.location.assign(`/sign-in?returnTo=${here}`);
      },
    }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (count, error) => count < 2 && mayPass(error) },
      mutations: { retry: false },
    },
  });
}

/** tRPC and TanStack Query for everything below. */
export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(() => createTRPCClient<AppRouter>({ links: trpcLinks("/api/trpc") }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
