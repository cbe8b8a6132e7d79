"use client";
import { useEffect } from "react";
import { ErrorState } from "@/components/ui/error-state";

/** The same within the frame: navigation stays. `digest` names the error in the server's log. */
export default function WorkspacePageFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  useEffect(() => console.error(error), [error]);
  return (
    <main id="main" className="grid flex-1 place-items-center">
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
