"use client";
import { useEffect } from "react";
import { ErrorState } from "@/components/ui/error-state";

/** What stands in place of a page whose rendering failed. `digest` names the error in the server's log. */
export default function PageFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => console.error(error), [error]);
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState
        what="This page could not be made."
        why="Something failed inside Terrapin, or its database does not answer."
        todo="Try again; if it stays so, look at the server's log."
        requestId={error.digest}
        onRetry={reset}
      />
    </main>
  );
}
