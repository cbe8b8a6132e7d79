import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Nothing here" };

/** Part of every page's first load, hence of nothing but words and a link. */
export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center px-4 text-center">
      <div>
        <h1 className="font-semibold">There is nothing at this address</h1>
        <p className="text-ink-2">It may have been removed, or the link is not whole.</p>
        <Link href="/" className="text-accent underline">
          Open the overview
        </Link>
      </div>
    </main>
  );
}
