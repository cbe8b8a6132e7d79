import type { TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { AppRouter } from "@/server/router";
import { mutate, query } from "./wire";

type Options = Record<string, unknown>;
type Run = { signal?: AbortSignal; pageParam?: unknown };

/** Keys as @trpc/tanstack-react-query builds them: the path first, then what was asked. */
const keyOf = (path: string[], input: unknown, type: "query" | "infinite") =>
  input === undefined ? [path, { type }] : [path, { input, type }];

const filterOf = (queryKey: unknown[], filters: Options = {}) => ({ ...filters, queryKey });

/** What one can ask of a procedure (`trpc.runs.list`) or of a router (`trpc.runs`), by the word at its end. */
const verbs: Record<string, (path: string[], input: unknown, options: unknown) => unknown> = {
  pathKey: (path) => [path],
  pathFilter: (path, filters) => filterOf([path], filters as Options),
  queryKey: (path, input) => keyOf(path, input, "query"),
  queryFilter: (path, input, filters) => filterOf(keyOf(path, input, "query"), filters as Options),
  queryOptions: (path, input, options) => ({
    ...(options as Options),
    queryKey: keyOf(path, input, "query"),
    queryFn: ({ signal }: Run) => query(path.join("."), input, signal),
  }),
  infiniteQueryOptions: (path, input, options) => {
    const { initialCursor = null, ...rest } = (options ?? {}) as Options;
    return {
      ...rest,
      initialPageParam: initialCursor,
      queryKey: keyOf(path, input, "infinite"),
      queryFn: ({ pageParam, signal }: Run) =>
        query(path.join("."), { ...(input as Options), cursor: pageParam ?? undefined }, signal),
    };
  },
  mutationKey: (path) => [path],
  mutationOptions: (path, options) => ({
    ...(options as Options),
    mutationKey: [path],
    mutationFn: (input: unknown) => mutate(path.join("."), input),
  }),
};

function node(path: string[]): unknown {
  return new Proxy(() => undefined, {
    get: (_, word) => (typeof word === "string" ? node([...path, word]) : undefined),
    apply: (_, __, [input, options]: unknown[]) => {
      const verb = path.at(-1) ?? "";
      const run = verbs[verb];
      if (!run) throw new Error(`trpc.${path.join(".")} is nothing that this client does`);
      return run(path.slice(0, -1), input, options);
    },
  });
}

/**
 * The procedures of the router as options for TanStack Query, typed by the router itself. The types are the
 * library's; at run time this is all that Terrapin uses of it.
 */
export const trpcOptions = node([]) as TRPCOptionsProxy<AppRouter>;
