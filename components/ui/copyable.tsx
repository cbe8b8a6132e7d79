"use client";
import { useEffect, useState } from "react";
import { cx } from "./cx";
import { shortHash } from "./format";

/** Copies `text` to the clipboard. Returns false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // Browsers refuse outside HTTPS and without permission. The caller reports it; the text can still be selected.
    console.warn("The clipboard is not open to this page.", error);
    return false;
  }
}

/** `[state, copy]` of a copy button. `state` goes back to idle after two seconds. */
export function useCopy(): ["idle" | "copied" | "refused", (text: string) => void] {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  return [state, (text) => void copyText(text).then((done) => setState(done ? "copied" : "refused"))];
}

/** A commit or digest: seven characters, the full value on hover, copied by a click. */
export function Copyable({ value, shown, label }: { value: string; shown?: string; label?: string }) {
  const [state, copy] = useCopy();
  const text = shown ?? shortHash(value);
  return (
    <button
      type="button"
      title={`${value} (click to copy)`}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        copy(value);
      }}
      className="mono relative z-1 inline-grid rounded-s text-left hover:bg-hover hover:underline"
    >
      <span className="sr-only">Copy {label}</span>
      <span className={cx("col-start-1 row-start-1", state !== "idle" && "opacity-0")}>{text}</span>
      <span aria-live="polite" className="col-start-1 row-start-1 truncate font-sans text-ok">
        {state === "copied" ? "copied" : state === "refused" ? "refused" : ""}
      </span>
    </button>
  );
}
