"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import type { FeedbackItem } from "@/server/feedback/schema";
import { membersQuery } from "./queries";

/** Who looks after an item, and its tags. */
export function FeedbackCare(props: {
  item: FeedbackItem;
  /** Why the reader may not change them; null where they may. */
  refused: string | null;
  onChange: (change: { assignee?: string | null; tags?: string[] }) => void;
}) {
  const { item, refused, onChange } = props;
  const trpc = useTRPC();
  const members = useQuery(membersQuery(trpc, item.project));
  const [tag, setTag] = useState("");
  const add = (event: FormEvent) => {
    event.preventDefault();
    const said = tag.trim();
    if (said && !item.tags.includes(said)) onChange({ tags: [...item.tags, said] });
    setTag("");
  };
  const people = members.data?.items ?? [];
  return (
    <Panel>
      <PanelHead title="Care" />
      <div className="grid grid-cols-[120px_1fr] items-center gap-y-2.5 px-4 py-3.5">
        <span className="text-ink-3">Assignee</span>
        <div className="max-w-64">
          <Select
            aria-label="Assignee"
            disabled={refused !== null}
            title={refused ?? undefined}
            value={item.assignee?.id ?? ""}
            onChange={(event) => onChange({ assignee: event.target.value || null })}
            options={[
              { value: "", label: "Nobody" },
              ...people.map((person) => ({ value: person.id, label: person.name })),
              ...(item.assignee && !people.some((p) => p.id === item.assignee?.id)
                ? [{ value: item.assignee.id, label: item.assignee.name }]
                : []),
            ]}
          />
        </div>
        <span className="text-ink-3">Tags</span>
        <div className="flex flex-wrap items-center gap-1.5">
          {item.tags.map((each) => (
            <Tag key={each}>
              {each}
              <IconButton
                size="s"
                label={`Remove tag ${each}`}
                disabledReason={refused}
                onClick={() => onChange({ tags: item.tags.filter((other) => other !== each) })}
              >
                <X size={12} />
              </IconButton>
            </Tag>
          ))}
          <form onSubmit={add} className="w-36">
            <Input
              aria-label="Add a tag"
              disabled={refused !== null}
              placeholder="Add a tag"
              maxLength={40}
              value={tag}
              onChange={(e) => setTag(e.target.value)}
            />
          </form>
        </div>
        {refused && <p className="col-span-2 text-sub text-ink-3">{refused}</p>}
      </div>
    </Panel>
  );
}
