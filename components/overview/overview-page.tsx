"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NextSteps } from "@/components/projects/first-steps";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { GotWorse } from "./got-worse";
import { Needs } from "./needs";
import { OneAxis } from "./one-axis";
import { needsQuery } from "./queries";
import { ServingNow } from "./serving-now";

/** What a maintainer still has to set up before a model can be promoted; nothing once all of it is there. */
function SetUp({ project }: { project?: string }) {
  const needs = useQuery(needsQuery(useTRPC(), project));
  const manages = useRights().projectsWith("policies.manage", project).length > 0;
  if (!needs.data || !manages) return null;
  const { environments, policies } = needs.data.setUp;
  if (environments > 0 && policies > 0) return null;
  return <NextSteps project={project} named={environments > 0} />;
}

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
          <SetUp project={project} />
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
