"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { GotWorse } from "./got-worse";
import { Needs } from "./needs";
import { OneAxis } from "./one-axis";
import { ServingNow } from "./serving-now";

/**
 * What runs, what failed, what waits for me, what got worse: the page everybody begins with.
 * @param firstSteps stands in its place while nothing is connected
 */
export function OverviewPage({ project, firstSteps }: { project?: string; firstSteps: ReactNode }) {
  const trpc = useTRPC();
  const shell = useQuery(trpc.shell.data.queryOptions());
  const connected = shell.data?.connections.some((each) => !project || each.project === project);
  return (
    <Page>
      <Crumbs items={[{ label: "Overview" }]} />
      <h1 className="sr-only">Overview</h1>
      {shell.data && !connected ? (
        firstSteps
      ) : (
        <>
          <Needs project={project} />
          <OneAxis project={project} />
          <div className="grid gap-4 xl:grid-cols-[1.55fr_1fr]">
            <ServingNow project={project} />
            <GotWorse project={project} />
          </div>
        </>
      )}
    </Page>
  );
}
