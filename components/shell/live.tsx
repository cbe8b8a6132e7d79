"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { makeRefresh } from "./refresh";
import { useTRPC } from "./trpc";

export type LiveState = "live" | "connecting" | "offline";

/** A break shorter than this is not reported: the server ends each stream after half an hour, and a new one begins. */
const shortMs = 10_000;

/**
 * Keeps what is on the page up to date with what others and the syncs do. Only a page that is being looked at
 * keeps a connection (browsers allow six to one origin over HTTP/1.1); a page that comes back asks for everything.
 * @param renderedAt when the server rendered the page, in ms by its clock: changes from then on are heard
 */
export function useLive(renderedAt: number): LiveState {
  const trpc = useTRPC();
  const client = useQueryClient();
  const pathname = usePathname();
  const seen = useSeen();
  const [lastEventId] = useState(String(renderedAt));
  const [refresh] = useState(() => makeRefresh(client));
  const { status } = useSubscription(
    trpc.live.changes.subscriptionOptions(
      { lastEventId },
      { enabled: seen, onData: ({ data }) => refresh.changed(data) },
    ),
  );
  useEffect(() => {
    if (pathname) refresh.opened();
  }, [refresh, pathname]);
  useEffect(() => () => refresh.stop(), [refresh]);

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
