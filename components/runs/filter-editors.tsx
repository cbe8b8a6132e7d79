"use client";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { ChoiceList } from "@/components/ui/choice-list";
import { SuggestInput } from "@/components/ui/suggest-input";
import { parseFilter } from "@/server/runs/filter";
import type { Facets } from "@/server/runs/schema";
import type { Field, RunsFilter } from "./use-runs-filter";
import { kinds, statuses } from "./words";

/** The editor of one filter: a list of choices, or a field with suggestions where any text is allowed. */
export function FieldEditor(props: {
  field: Field;
  filter: RunsFilter;
  facets: Facets | undefined;
  close: () => void;
}) {
  const { field, filter, facets, close } = props;
  const value = filter.values[field] ?? "";
  const set = (next: string) => void filter.set(field, next || null);
  if (field === "commit" || field === "branch") {
    return (
      <TextEditor
        label={field}
        value={value}
        suggestions={field === "branch" ? (facets?.branches ?? []) : []}
        placeholder={field === "branch" ? "main, exp/*" : "SHA"}
        onText={(text) => {
          set(text);
          close();
        }}
      />
    );
  }
  const several = field !== "pipeline";
  const items = several
    ? (field === "kind" ? kinds : statuses).map((word) => ({ value: word, label: word }))
    : (facets?.pipelines ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <ChoiceList
      label={field}
      groups={[{ items }]}
      several={several}
      chosen={value.split(",")}
      onChange={(chosen) => {
        set(chosen.join(","));
        if (!several) close();
      }}
    />
  );
}

/** A condition on a metric, a param or a tag, in the filter language. A syntax error is shown below the field. */
export function ConditionEditor(props: {
  line: string;
  facets: Facets | undefined;
  onLine: (line: string) => void;
  close: () => void;
}) {
  const { line, facets, onLine, close } = props;
  const [text, setText] = useState(line);
  const [tried, setTried] = useState(false);
  const parsed = parseFilter(text);
  const error = useId();
  const suggestions = [
    ...(facets?.metrics ?? []).map(
      ({ name, better }) => `metrics.${name} ${better === "lower" ? "<" : ">"} `,
    ),
    ...(facets?.params ?? []).map((name) => `params.${name} = `),
  ];
  const failed = tried && !parsed.ok;
  return (
    <Editor
      onSubmit={() => {
        setTried(true);
        if (!parsed.ok) return;
        if (text.trim()) onLine(text.trim());
        close();
      }}
    >
      <SuggestInput
        autoFocus
        data-autofocus
        aria-label="Condition"
        aria-invalid={failed || undefined}
        aria-describedby={failed ? error : undefined}
        suggestions={suggestions}
        value={text}
        placeholder="metrics.auc > 0.97"
        onChange={setText}
        className="mono h-7 sm:min-w-72"
      />
      <Button size="s" type="submit">
        Apply
      </Button>
      {failed && (
        <span id={error} role="alert" className="col-span-2 max-w-80 text-sub text-bad">
          {parsed.what} {parsed.todo}
        </span>
      )}
    </Editor>
  );
}

function TextEditor(props: {
  label: string;
  value: string;
  suggestions: readonly string[];
  placeholder: string;
  onText: (text: string) => void;
}) {
  const { label, value, suggestions, placeholder, onText } = props;
  const [text, setText] = useState(value);
  return (
    <Editor onSubmit={() => onText(text.trim())}>
      <SuggestInput
        autoFocus
        data-autofocus
        aria-label={label}
        suggestions={suggestions}
        value={text}
        placeholder={placeholder}
        onChange={setText}
        className="mono h-7 sm:min-w-56"
      />
      <Button size="s" type="submit">
        Apply
      </Button>
    </Editor>
  );
}

function Editor({ children, onSubmit }: { children: ReactNode; onSubmit: () => void }) {
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-1 p-1"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
