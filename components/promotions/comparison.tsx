"use client";

import { useState } from "react";
import { DeltaBar } from "@/components/charts/row-charts";
import { Difference } from "@/components/comparisons/difference";
import { type MetricRow, metricRows } from "@/components/comparisons/metric-rows";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { formatMetric } from "@/components/ui/format";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/plain-table";
import { Tag } from "@/components/ui/tag";
import type { GateOutcome } from "@/server/gates/schema";
import type { Evidence } from "@/server/promotions/schema";

const tones = { better: "ok", worse: "bad", same: "idle", unknown: "idle" } as const;

/** Rows shown at first; metrics that a gate looks at are always among them. */
const atFirst = 12;

/** Champion and challenger side by side, metric by metric. */
export function Comparison(props: {
  evidence: Evidence;
  gates: readonly GateOutcome[];
  /** The promotion is over: its champion may no longer serve. */
  over?: boolean;
}) {
  const { evidence, gates, over } = props;
  const [all, setAll] = useState(false);
  const { champion, challenger } = evidence;
  const gated = gates.flatMap(({ metric }) => metric ?? []);
  const rows = metricRows(champion?.metrics ?? null, challenger.metrics, gated);
  const shown = all ? rows : rows.filter((row, index) => index < atFirst || row.gated);
  const quality = shown.filter(({ cost }) => !cost);
  const cost = shown.filter((row) => row.cost);
  // A difference of a tenth fills the bar: one metric that changed by a multiple must not hide all others.
  const scale = Math.min(0.1, Math.max(0.01, ...quality.map(({ share }) => Math.abs(share ?? 0))));
  return (
    <Panel>
      <PanelHead
        title="Champion and challenger"
        sub={
          champion
            ? `last values of their training runs${sameData(evidence) ? ", on the same data" : ""}`
            : `nothing serves ${evidence.environment} yet`
        }
      />
      {rows.length === 0 ? (
        <PanelBody className="text-ink-3">
          {challenger.runId === null
            ? `The training run of v${challenger.version} has not been read, so there are no metrics.`
            : `The training run of v${challenger.version} logged no metrics.`}
        </PanelBody>
      ) : (
        <Table label="Champion and challenger" className="max-md:text-sub">
          <thead>
            <tr>
              <Th>
                <span className="sr-only">Metric</span>
              </Th>
              {champion && (
                <Th end className="max-md:px-2">
                  v{champion.version}{" "}
                  <span className="max-md:hidden">{over ? "before" : <Tag tone="ink">serving</Tag>}</span>
                </Th>
              )}
              <Th end className="max-md:px-2">
                <b className="font-semibold text-ink">v{challenger.version}</b>
              </Th>
              {champion && (
                <>
                  <Th end className="max-md:px-2">
                    Difference
                  </Th>
                  <Th className="w-[174px] max-xl:hidden">
                    <span className="inline-block w-[150px] text-center">worse · better</span>
                  </Th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {quality.map((row) => (
              <MetricLine key={row.name} row={row} compared={champion !== null} scale={scale} />
            ))}
            {cost.length > 0 && quality.length > 0 && (
              <tr>
                <td
                  colSpan={5}
                  className="h-[26px] border-b border-line bg-sunken px-3 text-small font-medium text-ink-3"
                >
                  Cost
                </td>
              </tr>
            )}
            {cost.map((row) => (
              <MetricLine key={row.name} row={row} compared={champion !== null} scale={scale} />
            ))}
          </tbody>
        </Table>
      )}
      {shown.length < rows.length && (
        <div className="border-t border-line p-1 text-center">
          <Button variant="ghost" size="s" onClick={() => setAll(true)}>
            All {rows.length} metrics
          </Button>
        </div>
      )}
    </Panel>
  );
}

function MetricLine({ row, compared, scale }: { row: MetricRow; compared: boolean; scale: number }) {
  const { name, champion, challenger, digits, better, verdict, share, gated, cost } = row;
  return (
    <tr className="[&:last-child>td]:border-b-0">
      <Td
        className={cx(
          "h-[34px] max-w-64 truncate max-md:px-2 max-md:whitespace-normal max-md:[overflow-wrap:anywhere]",
          gated && "font-medium",
        )}
        title={name}
      >
        {name}
      </Td>
      {compared && (
        <Td end dim className="max-md:px-2">
          {formatMetric(champion, digits)}
        </Td>
      )}
      <Td end className="max-md:px-2">
        {formatMetric(challenger, digits)}
      </Td>
      {compared && (
        <>
          <Td end className="max-md:px-2">
            <Difference value={challenger} champion={champion} {...{ better, digits }} className="w-auto" />
          </Td>
          <Td className="max-xl:hidden">
            {share !== null && !cost && <DeltaBar mid={share} scale={scale} tone={tones[verdict]} />}
          </Td>
        </>
      )}
    </tr>
  );
}

function sameData({ champion, challenger }: Evidence): boolean {
  const key = (datasets: Evidence["challenger"]["datasets"]) => datasets.map(({ digest }) => digest).join();
  return challenger.datasets.length > 0 && key(challenger.datasets) === key(champion?.datasets ?? []);
}
