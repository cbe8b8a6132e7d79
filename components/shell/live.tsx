"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef, useState } from "react";
import type { Change } from "@/server/events/change";
import { useTRPC } from "./trpc";

export type LiveState = "live" | "connecting" | "offline";

/** Which routers show something of a noun: their queries are asked again when it changes. */
const shownBy: Record<Change["noun"], string[]> = {
  runs: ["runs", "overview", "trace", "models", "search"],
  metrics: ["metrics", "series", "runs", "models", "overview"],
  models: ["models", "environments", "deployments", "overview", "promotions", "trace", "forms"],
  promotions: [
    "promotions",
    "policies",
    "models",
    "environments",
    "deployments",
    "overview",
    "trace",
    "audit",
  ],
  feedback: ["feedback", "forms", "models", "overview", "trace"],
  connections: ["connections"],
  people: ["people", "invitations", "tokens", "projects"],
};

/** At most one round of asking again in this time, however fast a sync writes. */
const roundMs = 1000;
/** A break shorter than this is not reported: the server ends each stream after half an hour, and a new one begins. */
const shortMs = 10_000;

/**
 * Keeps what is on the page up to date with what others and the syncs do. Only a page that is being looked at
 * keeps a connection (browsers allow six to one origin over HTTP/1.1); a page that comes back asks for everything.
 */
export function useLive(): LiveState {
  const trpc = useTRPC();
  const seen = useSeen();
  const onData = useRefresh();
  const { status } = useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, { enabled: seen, onData }),
  );
  const connected = status === "pending";
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (connected || !seen) return;
    const timer = setTimeout(() => setLate(true), shortMs);
    return () => clearTimeout(timer);
  }, [connected, seen]);
  if (connected) return "live";
  return late ? "offline" : "connecting";
}

type Round = { all: boolean; routers: Set<string>; timer: ReturnType<typeof setTimeout> | null };

/** Collects the routers to ask again, and asks in rounds; `null` stands for all of them. */
function useRefresh(): (change: Change | null) => void {
  const client = useQueryClient();
  const pending = useRef<Round>({ all: false, routers: new Set(), timer: null });
  const lastAt = useRef(0);

  useEffect(
    () => () => {
      if (pending.current.timer) clearTimeout(pending.current.timer);
      pending.current.timer = null;
    },
    [],
  );

  return (change) => {
    const round = pending.current;
    if (change === null) round.all = true;
    else for (const name of [...shownBy[change.noun], "shell"]) round.routers.add(name);
    if (round.timer) return;
    round.timer = setTimeout(
      () => {
        const { all, routers } = round;
        pending.current = { all: false, routers: new Set(), timer: null };
        lastAt.current = Date.now();
        void client.invalidateQueries({
          predicate: ({ queryKey }) => all || routers.has(routerOf(queryKey)),
        });
      },
      Math.max(50, lastAt.current + roundMs - Date.now()),
    );
  };
}

/** tRPC's query keys begin with the procedure's path. */
function routerOf(queryKey: readonly unknown[]): string {
  const path = queryKey[0];
  return Array.isArray(path) && typeof path[0] === "string" ? path[0] : "";
}

/** How long a hidden page keeps listening, for whoever only glances at another tab. */
const hiddenMs = 15_000;

/** Whether the page is being looked at, or was until just now. */
function useSeen(): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") setSeen(true);
      else timer = setTimeout(() => setSeen(false), hiddenMs);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return seen;
}
