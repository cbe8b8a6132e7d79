"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "@/server/router";
import { trpcOptions } from "./trpc-options";
import { ApiError } from "./wire";

/** `useQuery(trpc.runs.list.queryOptions(input))`, `useMutation(trpc.promotions.decide.mutationOptions())` … */
export const useTRPC = (): TRPCOptionsProxy<AppRouter> => trpcOptions;

const statusOf = (error: unknown) => (error instanceof ApiError ? error.data.httpStatus : undefined);

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

/** TanStack Query for everything below; the tRPC options need nothing of their own. */
export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
