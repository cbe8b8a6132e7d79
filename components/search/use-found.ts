"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSync } from "@/components/connections/use-sync";
import type { PaletteGroup } from "@/components/shell/shell-data";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { errorText } from "@/components/ui/error-text";
import type { Found } from "@/server/search/schema";
import { objectActions, readCommand } from "./object-actions";
import { paletteGroups } from "./search-results";

type Answer = { query: string; items: Found[]; failed?: string };

/**
 * What the search finds for `query`, asked 120 ms after the last letter, and what can be done with it; the last answer
 * stays meanwhile. `commands`: the query begins with what is to be done.
 */
export function useFound(query: string): {
  query: string;
  groups: PaletteGroup[];
  actions: PaletteGroup;
  commands: boolean;
  failed?: string;
} {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { whyNot } = useRights();
  const { sync } = useSync();
  const [{ items, ...answer }, setAnswer] = useState<Answer>({ query: "", items: [] });
  useEffect(() => {
    if (!query) {
      setAnswer({ query: "", items: [] });
      return;
    }
    const options = trpc.search.find.queryOptions(
      { q: readCommand(query).words },
      { staleTime: 10_000, trpc: { abortOnUnmount: true } },
    );
    let left = false;
    const timer = setTimeout(() => {
      client
        .fetchQuery(options)
        .then((found) => left || setAnswer({ query, items: found.items }))
        .catch((error: unknown) => left || setAnswer({ query, items: [], failed: errorText(error).what }));
    }, 120);
    return () => {
      left = true;
      clearTimeout(timer);
      void client.cancelQueries({ queryKey: options.queryKey });
    };
  }, [query, trpc, client]);
  const { verb } = readCommand(answer.query);
  const actions = objectActions(items, verb, { whyNot, sync: (at) => void sync(at) });
  return {
    ...answer,
    groups: paletteGroups(items),
    actions: { title: "Actions on what was found", items: actions },
    commands: verb !== null,
  };
}
