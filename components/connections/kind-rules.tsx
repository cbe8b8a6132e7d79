"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type Change, type Draft, newRules } from "./draft";

type Rule = Draft["kinds"][number];

const kinds = [
  { value: "code", label: "code" },
  { value: "data", label: "data" },
  { value: "deploy", label: "deploy" },
];
const isKind = (value: string): value is Rule["kind"] => kinds.some((kind) => kind.value === value);

/** Which of GitLab's pipelines prepare data and which deploy: the first rule that fits says, else it is code. */
export function KindRules({ draft, change, error }: { draft: Draft; change: Change; error?: string }) {
  const put = (id: number, values: Partial<Rule>) =>
    change({ kinds: draft.kinds.map((rule) => (rule.id === id ? { ...rule, ...values } : rule)) });
  const next = Math.max(newRules, ...draft.kinds.map((rule) => rule.id)) + 1;
  return (
    <FieldGroup
      label="Kinds of pipelines"
      hint="The first line that fits says the kind; all others are code. * stands for anything, as in deploy-*."
      error={error}
    >
      <div className="grid gap-2">
        {draft.kinds.map((rule, index) => (
          <div key={rule.id} className="flex gap-2">
            <Input
              aria-label={`Pipeline name of line ${index + 1}`}
              placeholder="pipeline name"
              value={rule.name}
              onChange={(event) => put(rule.id, { name: event.target.value })}
            />
            <Input
              aria-label={`Branch or tag of line ${index + 1}`}
              placeholder="branch or tag"
              value={rule.ref}
              onChange={(event) => put(rule.id, { ref: event.target.value })}
            />
            <Select
              aria-label={`Kind of line ${index + 1}`}
              className="max-w-28"
              value={rule.kind}
              onChange={({ target }) => isKind(target.value) && put(rule.id, { kind: target.value })}
              options={kinds}
            />
            <IconButton
              label={`Remove line ${index + 1}`}
              onClick={() => change({ kinds: draft.kinds.filter((each) => each.id !== rule.id) })}
            >
              <X size={14} />
            </IconButton>
          </div>
        ))}
        <div>
          <Button
            size="s"
            onClick={() => change({ kinds: [...draft.kinds, { id: next, kind: "data", name: "", ref: "" }] })}
          >
            Add a line
          </Button>
        </div>
      </div>
    </FieldGroup>
  );
}
