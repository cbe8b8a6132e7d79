"use client";
import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { type Choice, choiceClass } from "./choice-list";
import { cx } from "./cx";
import type { FieldProps } from "./field";
import { Input } from "./input";
import { popupClass, popupContainer, popupPlace } from "./popup";

/**
 * A field to choose one of many values: typing filters the list, arrows move through it, Enter chooses. For a handful of
 * values use `Select`.
 */
export function Combobox(
  props: FieldProps & {
    choices: readonly Choice[];
    value: string;
    onChange: (value: string) => void;
    placeholder?: string;
  },
) {
  const { choices, value, onChange, placeholder = "Choose", ...control } = props;
  const [field, setField] = useState<HTMLInputElement | null>(null);
  return (
    <Base.Root
      items={choices}
      value={choices.find((choice) => choice.value === value) ?? null}
      onValueChange={(choice: Choice | null) => choice && onChange(choice.value)}
      isItemEqualToValue={(a: Choice, b: Choice) => a.value === b.value}
      autoHighlight
    >
      <span className="relative block">
        <Base.Input
          ref={setField}
          render={<Input {...control} placeholder={placeholder} spellCheck={false} className="pr-7" />}
        />
        <Base.Trigger
          aria-label="Show the list"
          className="absolute inset-y-0 right-0 grid w-7 place-items-center text-ink-3"
        >
          <ChevronDown size={14} />
        </Base.Trigger>
      </span>
      <Base.Portal container={popupContainer(field)}>
        <Base.Positioner align="start" {...popupPlace}>
          <Base.Popup className={cx(popupClass, "min-w-(--anchor-width)")}>
            <Base.Empty className="px-2 text-ink-3 not-empty:py-1.5">Nothing matches.</Base.Empty>
            <Base.List>
              {(choice: Choice) => (
                <Base.Item key={choice.value} value={choice} className={choiceClass}>
                  <span className="w-4">
                    <Base.ItemIndicator>
                      <Check size={14} />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{choice.label}</span>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
