"use client";
import { useState } from "react";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import type { RunDetail } from "@/server/runs/schema";

/** How the run was set up. */
export function RunParams({ run }: { run: RunDetail }) {
  return (
    <Pairs
      pairs={run.params}
      label="Params"
      empty="This run logged no params"
      code='mlflow.log_param("max_depth", 8)'
    />
  );
}

/** What its system says of the run beside the rest. */
export function RunTags({ run }: { run: RunDetail }) {
  return (
    <Pairs pairs={run.tags} label="Tags" empty="This run has no tags" code='mlflow.set_tag("team", "risk")' />
  );
}

/** More pairs than this get a filter. */
const fewPairs = 15;

function Pairs(props: { pairs: Record<string, string>; label: string; empty: string; code: string }) {
  const { pairs, label, empty, code } = props;
  const [text, setText] = useState("");
  const all = Object.entries(pairs);
  if (all.length === 0) return <EmptyState title={empty} code={code} />;
  const shown = all.filter(([name, value]) => `${name} ${value}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <Panel>
      {all.length > fewPairs && (
        <div className="border-b border-line p-2">
          <Input
            type="search"
            aria-label={`Filter ${label.toLowerCase()}`}
            placeholder={`Filter ${label.toLowerCase()}`}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="max-w-72"
          />
        </div>
      )}
      <Table label={label}>
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Value</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([name, value]) => (
            <Tr key={name}>
              <Td>{name}</Td>
              <Td>
                <span className="mono [overflow-wrap:anywhere] whitespace-pre-wrap">{value}</span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

/** What the run read, by name and digest. */
export function RunDatasets({ run }: { run: RunDetail }) {
  if (run.datasets.length === 0) {
    return (
      <EmptyState title="This run logged no datasets" code='mlflow.log_input(dataset, context="training")' />
    );
  }
  return (
    <Panel>
      <Table label="Datasets">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>Digest</Th>
            <Th>Used for</Th>
            <Th>Source</Th>
          </tr>
        </thead>
        <tbody>
          {run.datasets.map((dataset) => (
            <Tr key={`${dataset.name} ${dataset.digest} ${dataset.context}`}>
              <Td>{dataset.name}</Td>
              <Td>
                <Copyable value={dataset.digest} label="the digest" />
              </Td>
              <Td>{dataset.context || "·"}</Td>
              <Td>
                <span className="text-ink-2 [overflow-wrap:anywhere]">
                  {[dataset.sourceType, dataset.source].filter(Boolean).join(" ").slice(0, 300) || "·"}
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
