"use client";
import { Fragment } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { activeHotkeys, type Hotkey } from "@/components/ui/use-hotkeys";

const spoken: Record<string, string> = { mod: "⌘/Ctrl", Enter: "↵", " ": "then" };

/** The keys that work on the page it is opened over. */
export function KeyHelp({ close }: { close: () => void }) {
  const sections = new Map<string, Hotkey[]>();
  for (const { title, keys } of activeHotkeys()) {
    const listed = keys.filter((key) => !key.hidden);
    if (listed.length > 0) sections.set(title, [...(sections.get(title) ?? []), ...listed]);
  }
  return (
    <Dialog open onClose={close} title="Keys of this page" width="m">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {[...sections].map(([title, keys]) => (
          <section key={title}>
            <h3 className="mb-1 text-label font-medium text-ink-3">{title}</h3>
            <dl className="grid grid-cols-[1fr_auto] items-center gap-y-1">
              {keys.map((key) => (
                <Fragment key={key.keys}>
                  <dt>{key.label}</dt>
                  <dd className="flex justify-end gap-1">
                    {key.keys.split(/[ +]/).map((part) => (
                      <Kbd key={part} always>
                        {spoken[part] ?? part.toUpperCase()}
                      </Kbd>
                    ))}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className="mb-1 text-label font-medium text-ink-3">Dialogs</h3>
          <dl className="grid grid-cols-[1fr_auto] items-center">
            <dt>Close</dt>
            <dd>
              <Kbd always>Esc</Kbd>
            </dd>
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
