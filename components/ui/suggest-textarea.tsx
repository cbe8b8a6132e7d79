"use client";
import { type ComponentProps, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { choiceClass } from "./choice-list";
import { cx } from "./cx";
import { placeElement } from "./place";
import { popupClass } from "./popup";
import { Textarea } from "./textarea";

/** What could stand in the text from `from` to the caret instead of what was typed there. */
export type Completion = { from: number; choices: readonly string[] };

/**
 * A multi-line text field that offers completions of what stands before the caret, as `complete` finds them. Arrows move
 * through the list, Enter and Tab take the choice, Esc closes the list. HTML does not allow a field of several lines to
 * be a combobox, which the library's autocomplete would make of it: it is a textbox that points to the choice.
 */
export function SuggestTextarea(
  props: Omit<ComponentProps<typeof Textarea>, "value" | "onChange" | "ref"> & {
    value: string;
    onChange: (text: string) => void;
    complete: (text: string, caret: number) => Completion | null;
  },
) {
  const { value, onChange, complete, onKeyDown, ...rest } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const caretAfter = useRef<number | null>(null);
  const [caret, setCaret] = useState(0);
  const [index, setIndex] = useState(0);
  /** Where the completion begins that was closed or taken: it is not offered again. */
  const [closedFrom, setClosedFrom] = useState<number | null>(null);
  const found = complete(value, caret);
  const choices = found !== null && found.from !== closedFrom ? found.choices : [];
  const open = choices.length > 0;
  const active = Math.min(index, choices.length - 1);
  const optionId = (at: number) => `${id}-${at}`;

  useLayoutEffect(() => {
    if (caretAfter.current === null) return;
    field.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  });

  // The list moves with the field, which grows with its text.
  useLayoutEffect(() => {
    if (!list.current || !field.current) return;
    if (!list.current.matches(":popover-open")) list.current.showPopover();
    placeElement(field.current, list.current, { side: "below", align: "start", gap: 4 });
  });

  function take(choice: string): void {
    if (!found) return;
    const head = `${value.slice(0, found.from)}${choice} `;
    caretAfter.current = head.length;
    setCaret(head.length);
    setClosedFrom(found.from);
    onChange(head + value.slice(caret).replace(/^ /, ""));
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const choice = choices[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (choice === undefined || event.nativeEvent.isComposing) return;
    if (step !== undefined) setIndex((active + step + choices.length) % choices.length);
    else if (event.key === "Enter" || event.key === "Tab") take(choice);
    else if (event.key === "Escape") setClosedFrom(found?.from ?? null);
    else return;
    // Neither the field nor a dialog around it takes the key too.
    event.preventDefault();
  }

  return (
    <>
      <Textarea
        {...rest}
        ref={field}
        value={value}
        autoComplete="off"
        aria-autocomplete="list"
        aria-controls={open ? id : undefined}
        aria-activedescendant={open ? optionId(active) : undefined}
        onChange={({ target }) => {
          setCaret(target.selectionStart);
          setIndex(0);
          if (complete(target.value, target.selectionStart) === null) setClosedFrom(null);
          onChange(target.value);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onBlur={() => setClosedFrom(found?.from ?? null)}
        onKeyDown={(event) => {
          press(event);
          if (!event.defaultPrevented) onKeyDown?.(event);
        }}
      />
      {open && (
        <div
          ref={list}
          id={id}
          popover="manual"
          role="listbox"
          aria-label="Suggestions"
          className={cx(popupClass, "fixed inset-auto min-w-48")}
        >
          {choices.map((choice, at) => (
            <div
              key={choice}
              id={optionId(at)}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              data-highlighted={at === active ? "" : undefined}
              className={choiceClass}
              onPointerMove={() => setIndex(at)}
              onMouseDown={(event) => {
                // The focus stays in the field.
                event.preventDefault();
                take(choice);
              }}
            >
              <span className="min-w-0 truncate">{choice}</span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
