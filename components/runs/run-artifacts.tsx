"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatBytes } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { vendorOf } from "@/server/backends/vendors";
import type { RunDetail } from "@/server/runs/schema";
import { NothingLogged } from "./nothing-logged";
import { artifactsQuery } from "./queries";

/** The files of a run, by path. */
export function RunArtifacts({ run }: { run: RunDetail }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(artifactsQuery(trpc, run.id));
  const files = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.isError && files.length === 0)
    return <ErrorState {...errorText(list.error)} onRetry={list.refetch} />;
  if (list.isPending) return <SkeletonRows rows={4} />;
  if (files.length === 0) {
    const { jobFiles } = vendorOf(run.vendor).words;
    return run.kind === "training" ? (
      <NothingLogged run={run} title="This run logged no files" what="files" />
    ) : (
      <EmptyState title="The jobs of this run stored no files">
        {jobFiles && (
          <>
            Jobs store what is listed under <span className="mono">{jobFiles}</span>.
          </>
        )}
      </EmptyState>
    );
  }
  const ofJobs = files.some((file) => file.job !== null);
  return (
    <Panel>
      <Table label="Artifacts">
        <thead>
          <tr>
            <Th>Path</Th>
            {ofJobs && <Th>Job</Th>}
            <Th className="text-right">Size</Th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <Tr key={`${file.job} ${file.path}`}>
              <Td>
                <span className="mono [overflow-wrap:anywhere]">{file.path}</span>
              </Td>
              {ofJobs && <Td>{file.job}</Td>}
              <Td className="num text-right text-ink-2">
                {file.sizeBytes === null ? "·" : formatBytes(file.sizeBytes)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {list.hasNextPage && (
        <div className="border-t border-line p-2">
          <Button size="s" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            More files
          </Button>
        </div>
      )}
    </Panel>
  );
}
