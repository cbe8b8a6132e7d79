"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { type ComponentProps, useState } from "react";
import { choiceClass } from "./choice-list";
import { cx } from "./cx";
import { Input } from "./input";
import { popupClass, popupContainer, popupPlace } from "./popup";

/** A text field that suggests values. Any other text is allowed. */
export function SuggestInput(
  props: Omit<ComponentProps<typeof Input>, "value" | "onChange" | "list" | "defaultValue"> & {
    suggestions: readonly string[];
    value: string;
    onChange: (text: string) => void;
  },
) {
  const { suggestions, value, onChange, ref, ...rest } = props;
  const [field, setField] = useState<HTMLInputElement | null>(null);
  const [open, setOpen] = useState(false);
  return (
    <Autocomplete.Root
      items={suggestions}
      value={value}
      onValueChange={onChange}
      open={open}
      onOpenChange={setOpen}
      limit={100}
    >
      <Autocomplete.Input
        render={<Input spellCheck={false} autoComplete="off" {...rest} />}
        ref={(element) => {
          setField(element);
          if (typeof ref === "function") ref(element);
        }}
        // A dialog around the field would take Esc as its own.
        onKeyDown={(event) => event.key === "Escape" && open && event.preventDefault()}
      />
      <Autocomplete.Portal container={popupContainer(field)}>
        <Autocomplete.Positioner align="start" {...popupPlace}>
          <Autocomplete.Popup className={cx(popupClass, "min-w-(--anchor-width) data-empty:hidden")}>
            <Autocomplete.List>
              {(suggestion: string) => (
                <Autocomplete.Item key={suggestion} value={suggestion} className={choiceClass}>
                  {suggestion}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
