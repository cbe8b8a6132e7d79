"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { FilterBar, FilterChip } from "@/components/ui/filter-chips";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { useHydrated } from "@/components/ui/use-clock";
import { dayBefore, dayOf, startOf } from "./days";
import { type AuditAt, choicesQuery } from "./queries";

/** Narrows the record to a person, an action and days, and puts the newest or the oldest first. */
export function AuditFilters(props: {
  at: AuditAt;
  onChange: (change: Partial<AuditAt>) => void;
  project: string | undefined;
  /** The name of the one subject whose events are listed. */
  subject: string | null;
}) {
  const { at, onChange, project, subject } = props;
  const trpc = useTRPC();
  const { actions = [], people = [] } = useQuery(choicesQuery(trpc, project)).data ?? {};
  // The server does not know the reader's days.
  const hydrated = useHydrated();
  return (
    <FilterBar>
      <Select
        aria-label="Who"
        className="max-w-48 max-md:max-w-none max-md:basis-full"
        value={at.person ?? ""}
        onChange={(event) => onChange({ person: event.target.value || null })}
        options={[
          { value: "", label: "Everybody" },
          ...withChosen(
            people.map(({ id, name }) => ({ value: id, label: name })),
            at.person,
          ),
        ]}
      />
      <Select
        aria-label="What"
        className="max-w-56 max-md:max-w-none max-md:basis-full"
        value={at.action ?? ""}
        onChange={(event) => onChange({ action: event.target.value || null })}
        options={[{ value: "", label: "Everything" }, ...withChosen(actionChoices(actions), at.action)]}
      />
      <div className="flex items-center gap-1.5 max-md:basis-full">
        <Input
          type="date"
          aria-label="From day"
          className="md:w-36"
          value={hydrated && at.from ? dayOf(at.from) : ""}
          onChange={(event) => onChange({ from: startOf(event.target.value) })}
        />
        <span className="text-ink-3">to</span>
        <Input
          type="date"
          aria-label="To day"
          className="md:w-36"
          value={hydrated && at.to ? dayBefore(at.to) : ""}
          onChange={(event) => onChange({ to: startOf(event.target.value, 1) })}
        />
      </div>
      {subject !== null && (
        <FilterChip
          field={at.subjectKind ?? "subject"}
          value={subject}
          onRemove={() => onChange({ subjectKind: null, subjectId: null })}
        />
      )}
      <div className="md:ml-auto">
        <Segmented
          label="Order"
          value={at.order}
          options={[
            { value: "newest", label: "Newest first" },
            { value: "oldest", label: "Oldest first" },
          ]}
          onChange={(order) => onChange({ order: order === "oldest" ? "oldest" : "newest" })}
        />
      </div>
    </FilterBar>
  );
}

type Choice = { value: string; label: string };

/** The choices with the chosen one, which may be none of them: of another project, or typed into the address. */
const withChosen = (choices: Choice[], chosen: string | null): Choice[] =>
  chosen === null || choices.some(({ value }) => value === chosen)
    ? choices
    : [...choices, { value: chosen, label: chosen }];

/** Each action, before the first of a noun all of that noun's. */
function actionChoices(actions: readonly string[]): Choice[] {
  const nounOf = (action: string) => action.split(".", 1)[0] ?? action;
  return actions.flatMap((action, index) => {
    const noun = nounOf(action);
    const first = index === 0 || nounOf(actions[index - 1] ?? "") !== noun;
    const one = { value: action, label: action };
    return first ? [{ value: `${noun}.`, label: `every ${noun} event` }, one] : [one];
  });
}
