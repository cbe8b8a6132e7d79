"use client";
import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { buttonClass } from "./button";
import { Link } from "./link";
import { StateIcon } from "./state-icon";
import { receiveToasts, type ToastMessage } from "./toast";

type Data = Pick<ToastMessage, "tone" | "href">;

// Not the dialog that Base UI makes of a toast, since it takes no focus by itself. An error interrupts a screen reader.
const asMessage = { role: "group", "aria-modal": undefined };
const asAlert = { ...asMessage, role: "alert" };

/**
 * The live region of toasts. F6 moves the focus into it. Hover, focus and another window in front stop the timers.
 * The native `popover` attribute puts it in the top layer, over dialogs.
 */
export function ToastRegion() {
  return (
    <Toast.Provider timeout={6000} limit={4}>
      <Region />
    </Toast.Provider>
  );
}

function Region() {
  const { toasts, add, close } = Toast.useToastManager<Data>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    box.current?.showPopover();
    let stop: (() => void) | undefined;
    // Screen readers announce only what is added to a live region that they have already seen.
    const timer = setTimeout(() => {
      stop = receiveToasts(({ text, tone = "plain", href, action }) => {
        const id = add({
          title: text,
          timeout: tone === "bad" ? 0 : undefined,
          actionProps: action && {
            children: action.label,
            onClick: () => {
              action.run();
              close(id);
            },
          },
          data: { tone, href },
        });
      });
    }, 100);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [add, close]);

  const newest = toasts[0]?.id;
  useEffect(() => {
    const element = box.current;
    // The element that entered the top layer last is in front: enter it again over a dialog.
    if (!newest || !element || !document.querySelector("dialog:modal")) return;
    element.hidePopover();
    element.showPopover();
  }, [newest]);

  return (
    <Toast.Viewport
      ref={box}
      popover="manual"
      className="pointer-events-none fixed inset-auto right-4 bottom-4 grid w-[min(360px,calc(100vw-32px))] gap-2 overflow-visible bg-transparent outline-none"
    >
      {toasts.map((toast) => (
        <Toast.Root
          key={toast.id}
          toast={toast}
          swipeDirection="right"
          {...(toast.data?.tone === "bad" ? asAlert : asMessage)}
          className="pointer-events-auto flex animate-rise translate-x-(--toast-swipe-movement-x) items-start gap-2.5 rounded-panel border border-line bg-surface py-2 pr-2 pl-3 text-ink shadow-float data-limited:hidden"
        >
          {toast.data?.tone && toast.data.tone !== "plain" && (
            <StateIcon shape={toast.data.tone} className="mt-[8px]" />
          )}
          <Toast.Title render={<div />} className="min-w-0 flex-1 py-[5px] [overflow-wrap:anywhere]">
            {toast.data?.href ? (
              <Link href={toast.data.href} className="hover:underline" onClick={() => close(toast.id)}>
                {toast.title}
              </Link>
            ) : (
              toast.title
            )}
          </Toast.Title>
          <Toast.Action className={buttonClass({})} />
          <Toast.Close
            aria-label="Close"
            aria-hidden={undefined}
            className="inline-grid size-control flex-none place-items-center rounded-m text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X size={14} />
          </Toast.Close>
        </Toast.Root>
      ))}
    </Toast.Viewport>
  );
}
