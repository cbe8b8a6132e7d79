import type { ReactNode } from "react";
import { BrandMark } from "@/components/shell/brand";

/** The pages before the workspace: one question in the middle of the window. */
export function SignInFrame({
  title,
  sub,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center bg-bg px-4 py-10">
      <div className="w-full max-w-[380px]">
        <div className="mb-5 flex items-center gap-2 font-semibold">
          <BrandMark size={22} />
          Terrapin
        </div>
        <div className="rounded-panel border border-line bg-surface p-5">
          <h1 className="text-title font-semibold [overflow-wrap:anywhere]">{title}</h1>
          {sub && <div className="mt-1 text-ink-2">{sub}</div>}
          <div className="mt-4">{children}</div>
        </div>
      </div>
    </main>
  );
}
