import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Nothing here" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        title="There is nothing at this address"
        action={
          <ButtonLink href="/" variant="primary">
            Open the overview
          </ButtonLink>
        }
      >
        It may have been removed, or the link is not whole.
      </EmptyState>
    </main>
  );
}
