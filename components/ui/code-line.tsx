"use client";
import { Button } from "./button";
import { useCopy } from "./copyable";

/** A block of code with a copy button. */
export function CodeLine({ code, label = "Copy" }: { code: string; label?: string }) {
  const [state, copy] = useCopy();
  return (
    <div className="flex items-start gap-2 rounded-m border border-line bg-sunken py-1.5 pr-1.5 pl-3 text-left">
      <pre className="mono min-w-0 flex-1 whitespace-pre-wrap break-words py-0.5">
        <code>{code}</code>
      </pre>
      <Button size="s" onClick={() => copy(code)}>
        <span aria-live="polite">
          {state === "copied" ? "Copied" : state === "refused" ? "Select and copy it" : label}
        </span>
      </Button>
    </div>
  );
}
