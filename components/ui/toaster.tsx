"use client";
import { X } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { Link } from "./link";
import { StateIcon } from "./state-icon";
import { currentToasts, dismissToast, subscribeToasts, type Toast } from "./toast";

const none: Toast[] = [];

/**
 * Where toasts stand. Our own few lines rather than sonner, which writes its style sheet into the page at load
 * and so breaks a content security policy with nonces.
 */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts, () => none);
  const box = useRef<HTMLElement>(null);
  const newest = toasts.at(-1)?.id;

  // Whatever entered the browser's top layer last lies over the rest: each new toast enters it anew, and so
  // stands over a dialog opened meanwhile.
  useEffect(() => {
    const element = box.current;
    if (!element || newest === undefined) return;
    element.showPopover();
    return () => element.hidePopover();
  }, [newest]);

  return (
    <section
      ref={box}
      popover="manual"
      aria-label="Notifications"
      className="fixed inset-auto right-4 bottom-4 w-[min(360px,calc(100vw-32px))] gap-2 overflow-visible bg-transparent open:grid"
    >
      {toasts.map((toast) => (
        <Item key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Item({ toast }: { toast: Toast }) {
  const held = useRef(false);
  useEffect(() => {
    if (toast.tone === "bad") return;
    const timer = setInterval(() => held.current || dismissToast(toast.id), 6000);
    return () => clearInterval(timer);
  }, [toast]);

  return (
    <div
      role={toast.tone === "bad" ? "alert" : "status"}
      onPointerEnter={() => {
        held.current = true;
      }}
      onPointerLeave={() => {
        held.current = false;
      }}
      className="flex animate-rise items-start gap-2.5 rounded-panel border border-line bg-surface py-2 pr-2 pl-3 shadow-float"
    >
      {toast.tone !== "plain" && <StateIcon shape={toast.tone} className="mt-[8px]" />}
      <div className="min-w-0 flex-1 py-[5px] [overflow-wrap:anywhere]">
        {toast.href ? (
          <Link href={toast.href} className="hover:underline" onClick={() => dismissToast(toast.id)}>
            {toast.text}
          </Link>
        ) : (
          toast.text
        )}
      </div>
      {toast.action && (
        <Button
          className="mt-px"
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label="Close" onClick={() => dismissToast(toast.id)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
