"use client";
import { useEffect } from "react";

const words = {
  made: {
    what: "This page could not be made.",
    why: "Something failed inside Terrapin, or its database does not answer.",
    todo: "Try again; if it stays so, look at the server's log",
  },
  loaded: {
    what: "A part of this page could not be loaded.",
    why: "Terrapin does not answer, or was brought up to date meanwhile.",
    todo: "Load the page again",
  },
};

/**
 * What stands in place of a page whose rendering failed. Part of every page's first load, hence of nothing but
 * words and a button. `digest` names the error in the server's log.
 */
export function PageFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => console.error(error), [error]);
  const missing = /chunk/i.test(`${error.name} ${error.message}`);
  const { what, why, todo } = missing ? words.loaded : words.made;
  return (
    <main id="main" className="grid min-h-64 flex-1 place-items-center px-4">
      <div role="alert" className="max-w-[560px]">
        <h1 className="font-medium text-bad">{what}</h1>
        <p className="text-ink-2">{why}</p>
        <p>
          {todo}
          {error.digest && ` for ${error.digest}`}.
        </p>
        <button
          type="button"
          onClick={missing ? () => window.location.reload() : reset}
          className="mt-2 text-accent underline"
        >
          {missing ? "Load again" : "Try again"}
        </button>
      </div>
    </main>
  );
}
