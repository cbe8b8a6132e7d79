"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatBytes } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Panel, PanelHead } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { toneText } from "@/components/ui/tone";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { failingLines, foldedRows, type LogLine, logLines, plain } from "@/server/runs/failing-lines";
import type { Job } from "@/server/runs/schema";
import { LogLines, type LogScroll } from "./log-lines";
import { hasLog, logQuery } from "./queries";
import { toneOf } from "./words";

/** A job's log, opened on the first line that failed; what passed is folded away. */
export function JobLog({ run, job }: { run: string; job: Job }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(logQuery(trpc, run, job));
  const lines = useMemo(() => (data ? logLines(data.text) : []), [data]);
  const failing = useMemo(() => (job.status === "failed" ? failingLines(lines) : []), [lines, job.status]);
  const words = hasLog(job) ? null : `${job.name} has not run, so it has no log.`;
  if (words || !data) {
    return (
      <Panel>
        <PanelHead title={job.name} sub={<Status job={job} />} />
        {words ? (
          <EmptyState title={words} />
        ) : error ? (
          <ErrorState {...errorText(error)} onRetry={refetch} />
        ) : (
          <SkeletonRows rows={8} />
        )}
      </Panel>
    );
  }
  return <Log job={job} lines={lines} failing={failing} text={data.text} omittedBytes={data.omittedBytes} />;
}

function Status({ job }: { job: Job }) {
  const reason = job.failureReason?.replaceAll("_", " ");
  return (
    <span className={toneText[toneOf(job.status)]}>
      {job.status === "failed" && reason ? reason : job.status}
    </span>
  );
}

function Log(props: {
  job: Job;
  lines: readonly LogLine[];
  failing: readonly number[];
  text: string;
  omittedBytes: number;
}) {
  const { job, lines, failing, text, omittedBytes } = props;
  const scroll = useRef<LogScroll>(null);
  const field = useRef<HTMLInputElement>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [search, setSearch] = useState("");
  const [current, setCurrent] = useState<number | null>(null);
  const matches = useMemo(() => matching(lines, search), [lines, search]);
  const rows = useMemo(
    () =>
      search ? foldedRows(lines, []) : foldedRows(lines, failing).flatMap((row) => opened(row, unfolded)),
    [lines, failing, search, unfolded],
  );
  const go = (among: readonly number[], back = false) => {
    const next = back
      ? (among.findLast((n) => n < (current ?? 0)) ?? among.at(-1))
      : (among.find((n) => n > (current ?? 0)) ?? among[0]);
    if (next === undefined) return;
    setCurrent(next);
    scroll.current?.toLine(next);
  };
  const find = (text: string) => {
    setSearch(text);
    setCurrent(matching(lines, text)[0] ?? null);
  };
  // Only after the log was drawn unfolded for the search is the first hit at its place.
  const firstHit = search ? (matches[0] ?? null) : null;
  useEffect(() => {
    if (search && firstHit !== null) scroll.current?.toLine(firstHit);
  }, [search, firstHit]);
  useHotkeys([
    { keys: "n", label: "Next failure in the log", run: () => go(failing), hidden: failing.length === 0 },
    { keys: "/", label: "Search the log", run: () => field.current?.focus() },
  ]);
  return (
    <Panel>
      <PanelHead
        title={job.name}
        sub={<Sub job={job} lines={lines} failing={failing} omittedBytes={omittedBytes} />}
      >
        {failing.length > 1 && (
          <Button size="s" hotkey="n" onClick={() => go(failing)}>
            Next failure <ArrowDown size={12} />
          </Button>
        )}
        <Input
          ref={field}
          type="search"
          aria-label="Search the log"
          placeholder="Search"
          value={search}
          onChange={(event) => find(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && go(matches, event.shiftKey)}
          className="h-6 max-w-36"
        />
        {search && (
          <span role="status" className="num whitespace-nowrap">
            {matches.length === 0
              ? "none"
              : `${matches.indexOf(current ?? 0) + 1 || "–"} of ${matches.length}`}
          </span>
        )}
        <Button size="s" onClick={() => openRaw(text)}>
          Raw
        </Button>
      </PanelHead>
      {lines.length === 0 ? (
        <EmptyState title="The log is empty so far" />
      ) : (
        <LogLines
          lines={lines}
          rows={rows}
          failing={new Set(failing)}
          matches={new Set(matches)}
          current={current}
          onUnfold={(from) => setUnfolded(new Set([...unfolded, from]))}
          start={failing[0] ?? (job.status === "running" ? lines.length : 1)}
          scroll={scroll}
        />
      )}
    </Panel>
  );
}

type Row = ReturnType<typeof foldedRows>[number];

function opened(row: Row, unfolded: ReadonlySet<number>): Row[] {
  if (row.kind === "line" || !unfolded.has(row.from)) return [row];
  return Array.from({ length: row.to - row.from + 1 }, (_, i) => ({ kind: "line", number: row.from + i }));
}

function matching(lines: readonly LogLine[], search: string): number[] {
  if (!search) return [];
  const wanted = search.toLowerCase();
  return lines.filter((line) => plain(line.text).toLowerCase().includes(wanted)).map((line) => line.number);
}

/** The log as text in a tab of its own, for the browser's own search and saving. */
function openRaw(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function Sub(props: {
  job: Job;
  lines: readonly LogLine[];
  failing: readonly number[];
  omittedBytes: number;
}) {
  const { job, lines, failing, omittedBytes } = props;
  const facts = [
    failing[0] !== undefined && `first failure, line ${failing[0]} of ${lines.length}`,
    job.recent && job.recent.of > 1 && `failed in ${job.recent.failed} of the last ${job.recent.of} runs`,
    job.allowedToFail && "allowed to fail",
    omittedBytes > 0 && `${formatBytes(omittedBytes)} in the middle left out`,
  ].filter(Boolean);
  return (
    <>
      <Status job={job} /> {facts.length > 0 && <span className="ml-1">{facts.join("; ")}</span>}
    </>
  );
}
