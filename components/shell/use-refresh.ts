"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "./trpc";

/** Asks again for everything that tells who belongs where. */
export function useRefreshPeople(): () => Promise<unknown> {
  const trpc = useTRPC();
  const client = useQueryClient();
  const filters = [
    trpc.people.pathFilter(),
    trpc.invitations.pathFilter(),
    trpc.tokens.pathFilter(),
    trpc.sessions.pathFilter(),
    trpc.projects.pathFilter(),
    trpc.account.pathFilter(),
    trpc.shell.pathFilter(),
  ];
  return () => Promise.all(filters.map((filter) => client.invalidateQueries(filter)));
}
