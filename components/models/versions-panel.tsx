"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { Difference } from "@/components/comparisons/difference";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { cx } from "@/components/ui/cx";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatMetric, metricDigits, noValue } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { useListKeys } from "@/components/ui/use-list-keys";
import { useTint } from "@/components/ui/use-tint";
import { directionWords } from "@/server/comparisons/better";
import type { VersionRow, VersionTable } from "@/server/models/schema";
import { fewestVersions, MetricsOverVersions } from "./metrics-over-versions";
import { type ModelAt, versionsQuery } from "./queries";
import { setOutside, VersionStateIcon } from "./state";

const NoVersions = dynamic(() => import("./no-models").then((m) => m.NoVersions), { ssr: false });

/** The versions of a model as differences to what serves users. `j` `k` Enter walk it. */
export function VersionsPanel({ at }: { at: ModelAt }) {
  const trpc = useTRPC();
  const router = useRouter();
  const list = useInfiniteQuery(versionsQuery(trpc, at));
  const first = list.data?.pages[0];
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const [selected, setSelected] = useState<string | null>(null);
  const index = rows.findIndex((row) => row.id === selected);
  useListKeys({
    count: rows.length,
    index,
    onMove: (to) => setSelected(rows[to]?.id ?? null),
    onOpen: (to) => rows[to] && router.push(hrefOf(at, rows[to])),
  });
  return (
    <>
      {first && rows.length >= fewestVersions && (
        <MetricsOverVersions columns={first.columns} rows={rows} older={list.hasNextPage} />
      )}
      <Panel>
        <PanelHead title="Versions">
          {first?.champion &&
            `differences are against v${first.champion.version}, which serves ${first.environment}`}
        </PanelHead>
        {list.isError && !first ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
        ) : !first ? (
          <SkeletonRows rows={6} />
        ) : rows.length === 0 ? (
          <NoVersions model={at.model} />
        ) : (
          <VersionRows {...{ at, first, rows, selected }} />
        )}
        {list.hasNextPage && (
          <div className="flex justify-center border-t border-line p-2">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              Older versions
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

const hrefOf = (at: ModelAt, row: VersionRow) =>
  paths.version(at.model, row.version, { project: at.project });

function VersionRows(props: {
  at: ModelAt;
  first: VersionTable;
  rows: readonly VersionRow[];
  selected: string | null;
}) {
  const { at, first, rows, selected } = props;
  const { columns, champion, environment } = first;
  const digits = columns.map((_, column) =>
    metricDigits([...rows.map((row) => row.values[column]), champion?.values[column]]),
  );
  const tinted = useTint(
    useMemo(() => new Map(rows.map((row) => [row.id, JSON.stringify([row.serves, row.state])])), [rows]),
  );
  return (
    <Table label="Versions" stacked>
      <thead>
        <tr>
          <Th>Version</Th>
          <Th>Serves</Th>
          <Th>State</Th>
          {columns.map((column) => (
            <Th key={column.name} end title={directionWords(column.better)}>
              <span className={champion ? "pr-[68px]" : ""}>{column.name}</span>
            </Th>
          ))}
          <Th>Commit</Th>
          <Th end aria-sort="descending">
            Registered <ArrowDown size={12} className="inline" />
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr
            key={row.id}
            selected={row.id === selected}
            data-selected={row.id === selected || undefined}
            className={cx(tinted.has(row.id) && "animate-tint")}
          >
            <Td>
              <Link
                href={hrefOf(at, row)}
                className="font-semibold -outline-offset-2 after:absolute after:inset-0"
              >
                v{row.version}
              </Link>
            </Td>
            <Td label="Serves">
              <Serves serves={row.serves} />
            </Td>
            <Td label="State">
              <VersionStateIcon state={row.state} main={environment} />
            </Td>
            {columns.map((column, place) => (
              <Td key={column.name} end label={column.name}>
                {formatMetric(row.values[place], digits[place])}
                {champion && (
                  <Difference
                    value={row.values[place] ?? null}
                    champion={champion.values[place] ?? null}
                    better={column.better}
                    digits={digits[place] ?? 0}
                    className="w-16 max-md:ml-2 max-md:w-auto"
                  />
                )}
              </Td>
            ))}
            <Td label="Commit">
              {row.commitSha ? (
                <Copyable value={row.commitSha} label="the commit" />
              ) : (
                <span className="text-ink-3">{noValue}</span>
              )}
            </Td>
            <Td end dim label="Registered">
              <TimeAgo at={row.createdAt} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Where a version serves; the main environment is emphasised, and what no promotion put there is said. */
export function Serves({ serves }: { serves: VersionRow["serves"] }) {
  if (serves.length === 0) return <span className="text-ink-3">{noValue}</span>;
  return serves.map((each) => (
    <span key={each.environment} className="mr-1">
      <Tag tone={each.main ? "ink" : "plain"}>{each.environment}</Tag>
      {each.promotion === null && (
        <span title={setOutside} className="ml-1 text-sub text-ink-3">
          set in the registry
        </span>
      )}
    </span>
  ));
}
