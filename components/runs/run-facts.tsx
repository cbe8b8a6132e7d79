"use client";
import { type ReactNode, useState } from "react";
import { CutNote } from "@/components/metrics/cut-note";
import { Copyable } from "@/components/ui/copyable";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import type { RunDetail } from "@/server/runs/schema";
import { NothingLogged } from "./nothing-logged";

/** How the run was set up. */
export function RunParams({ run }: { run: RunDetail }) {
  return (
    <Pairs
      pairs={run.params}
      cut={run.cut.params}
      label="Params"
      empty={<NothingLogged run={run} title="This run logged no params" what="params" />}
    />
  );
}

/** What its system says of the run beside the rest. */
export function RunTags({ run }: { run: RunDetail }) {
  return (
    <Pairs
      pairs={run.tags}
      cut={run.cut.tags}
      label="Tags"
      empty={<NothingLogged run={run} title="This run has no tags" what="tags" />}
    />
  );
}

/** More pairs than this get a filter. */
const fewPairs = 15;

function Pairs(props: {
  pairs: Record<string, string>;
  /** Names of those whose value was cut. */
  cut: readonly string[];
  label: string;
  empty: ReactNode;
}) {
  const { pairs, cut, label, empty } = props;
  const [text, setText] = useState("");
  const all = Object.entries(pairs);
  if (all.length === 0) return empty;
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
                {cut.includes(name) && <CutNote value={value} />}
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
    return <NothingLogged run={run} title="This run logged no datasets" what="datasets" />;
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
