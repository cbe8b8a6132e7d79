"use client";
import { useEffect } from "react";

/**
 * What stands in place of a page whose rendering failed. Part of every page's first load, hence of nothing but
 * words and a button. `digest` names the error in the server's log.
 */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => console.error(error), [error]);
  return (
    <main id="main" className="grid min-h-64 flex-1 place-items-center px-4">
      <div role="alert" className="max-w-[560px]">
        <h1 className="font-medium text-bad">This page could not be made.</h1>
        <p className="text-ink-2">Something failed inside Terrapin, or its database does not answer.</p>
        <p>
          Try again; if it stays so, look at the server&apos;s log{error.digest && ` for ${error.digest}`}.
        </p>
        <button type="button" onClick={reset} className="mt-2 text-accent underline">
          Try again
        </button>
      </div>
    </main>
  );
}
