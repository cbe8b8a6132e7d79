"use client";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { parseFilter } from "@/server/runs/filter";
import type { Facets } from "@/server/runs/schema";

/** One of a list, or several of a short one. */
export function ChoiceEditor(props: {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
  several?: boolean;
  onDone?: () => void;
  inline?: boolean;
}) {
  const { label, value, choices, onChoose, several, onDone, inline } = props;
  if (!several) {
    return (
      <div className={inline ? "" : "p-2"}>
        <Select
          aria-label={`Which ${label}`}
          autoFocus={inline}
          value={value}
          onChange={(event) => onChoose(event.target.value)}
          options={[{ value: "", label: `any ${label}` }, ...choices]}
          className="max-w-64"
        />
      </div>
    );
  }
  const chosen = value.split(",").filter(Boolean);
  const toggle = (word: string, on: boolean) =>
    onChoose(
      choices
        .map((choice) => choice.value)
        .filter((each) => (each === word ? on : chosen.includes(each)))
        .join(","),
    );
  return (
    <fieldset
      className={
        inline
          ? "flex flex-wrap items-center gap-3 rounded-m border border-dashed border-line-strong px-2 py-0.5"
          : "grid gap-1.5 p-2"
      }
    >
      <legend className={inline ? "float-left mr-1 text-ink-3" : "sr-only"}>{label}</legend>
      {choices.map((choice, place) => (
        <Checkbox
          key={choice.value}
          label={choice.label}
          autoFocus={inline && place === 0}
          checked={chosen.includes(choice.value)}
          onChange={(event) => toggle(choice.value, event.target.checked)}
        />
      ))}
      {inline && (
        <Button size="s" variant="ghost" onClick={onDone}>
          Done
        </Button>
      )}
    </fieldset>
  );
}

/** A word that is typed, with what is known to be there as hints. */
export function WordEditor(props: {
  label: string;
  value: string;
  hints?: readonly string[];
  placeholder?: string;
  onWord: (word: string) => void;
  onCancel: () => void;
}) {
  const { label, value, hints = [], placeholder, onWord, onCancel } = props;
  const [text, setText] = useState(value);
  return (
    <Line onSubmit={() => onWord(text.trim())} onCancel={onCancel}>
      <Suggested
        label={label}
        hints={hints}
        value={text}
        placeholder={placeholder ?? label}
        onChange={setText}
        wide={false}
      />
    </Line>
  );
}

/** A condition on a metric, a param or a tag, in the one-line language; what is wrong with it is said under it. */
export function ConditionEditor(props: {
  line: string;
  facets: Facets | undefined;
  onLine: (line: string) => void;
  onCancel: () => void;
}) {
  const { line, facets, onLine, onCancel } = props;
  const [text, setText] = useState(line);
  const [tried, setTried] = useState(false);
  const parsed = parseFilter(text);
  const problem = useId();
  const hints = [
    ...(facets?.metrics ?? []).map(
      ({ name, better }) => `metrics.${name} ${better === "lower" ? "<" : ">"} `,
    ),
    ...(facets?.params ?? []).map((name) => `params.${name} = `),
  ];
  const submit = () => {
    setTried(true);
    if (parsed.ok) {
      if (text.trim()) onLine(text.trim());
      else onCancel();
    }
  };
  return (
    <Line onSubmit={submit} onCancel={onCancel}>
      <Suggested
        label="Condition"
        hints={hints}
        value={text}
        placeholder="metrics.auc > 0.97"
        onChange={setText}
        wide
        problem={tried && !parsed.ok ? problem : undefined}
      />
      {tried && !parsed.ok && (
        <span id={problem} role="alert" className="basis-full text-sub text-bad">
          {parsed.what} {parsed.todo}
        </span>
      )}
    </Line>
  );
}

function Line(props: { children: ReactNode; onSubmit: () => void; onCancel: () => void }) {
  return (
    <form
      className="flex flex-wrap items-center gap-1 p-1"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onCancel();
      }}
    >
      {props.children}
    </form>
  );
}

function Suggested(props: {
  label: string;
  hints: readonly string[];
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
  wide: boolean;
  problem?: string;
}) {
  const { label, hints, value, placeholder, onChange, wide, problem } = props;
  const list = useId();
  return (
    <>
      <Input
        autoFocus
        data-autofocus
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem}
        list={list}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={`mono h-7 ${wide ? "max-w-72" : "max-w-44"}`}
      />
      <datalist id={list}>
        {hints.slice(0, 100).map((hint) => (
          <option key={hint} value={hint} />
        ))}
      </datalist>
      <Button size="s" type="submit">
        Apply
      </Button>
    </>
  );
}
