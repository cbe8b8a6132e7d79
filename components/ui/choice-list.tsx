"use client";
import { Combobox } from "@base-ui/react/combobox";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { controlClass } from "./input";

export type Choice = { value: string; label: string };
/** Choices under an optional label. */
export type ChoiceGroup = { label?: string; items: readonly Choice[] };

/**
 * A list to choose one or several values from, with a field that filters it. The focus stays in the field; arrows move
 * through the list and Enter chooses. Put it into a popover.
 */
export function ChoiceList(props: {
  label: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly string[];
  several?: boolean;
  onChange: (chosen: string[]) => void;
  /** Shown when nothing matches the filter. */
  empty?: ReactNode;
}) {
  const { label, groups, chosen, several = false, onChange, empty = "Nothing matches." } = props;
  const selected = groups.flatMap((group) => group.items).filter((choice) => chosen.includes(choice.value));
  const shared = {
    inline: true,
    open: true,
    items: groups,
    autoHighlight: true,
    isItemEqualToValue: (a: Choice, b: Choice) => a.value === b.value,
  };
  const inside = (
    <>
      <Combobox.Input
        autoFocus
        data-autofocus
        aria-label={`Search ${label}`}
        placeholder="Search"
        className={cx(controlClass, "mb-1 h-7 px-2")}
      />
      <Combobox.Empty className="px-2 text-ink-3 not-empty:py-1.5">{empty}</Combobox.Empty>
      <Combobox.List aria-label={label} className="max-h-72 min-w-48 overflow-y-auto overscroll-contain">
        {(group: ChoiceGroup) => (
          <Combobox.Group key={group.label ?? ""} items={group.items}>
            {group.label && (
              <Combobox.GroupLabel className="px-2 pt-1.5 pb-1 text-small text-ink-3">
                {group.label}
              </Combobox.GroupLabel>
            )}
            <Combobox.Collection>
              {(choice: Choice) => (
                <Combobox.Item key={choice.value} value={choice} className={choiceClass}>
                  <span className="w-4">
                    <Combobox.ItemIndicator>
                      <Check size={14} />
                    </Combobox.ItemIndicator>
                  </span>
                  <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{choice.label}</span>
                </Combobox.Item>
              )}
            </Combobox.Collection>
          </Combobox.Group>
        )}
      </Combobox.List>
    </>
  );
  if (!several) {
    return (
      <Combobox.Root
        {...shared}
        value={selected[0] ?? null}
        onValueChange={(choice: Choice | null) => onChange(choice ? [choice.value] : [])}
        // The field filters the list; it does not show the choice.
        onInputValueChange={(_, details) => details.isItemPress && details.cancel()}
      >
        {inside}
      </Combobox.Root>
    );
  }
  return (
    <Combobox.Root
      {...shared}
      multiple
      value={selected}
      onValueChange={(choices: Choice[]) => onChange(choices.map((choice) => choice.value))}
      onInputValueChange={(_, details) => details.isItemPress && details.cancel()}
    >
      {inside}
    </Combobox.Root>
  );
}

/** The look of one choice in a list. */
export const choiceClass =
  "flex min-h-7 cursor-pointer items-center gap-2 rounded-s px-2 py-1 outline-none data-highlighted:bg-hover max-md:min-h-10";
