"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { OpenInvitations } from "./open-invitations";
import { PeopleTable } from "./people-table";
import { peopleProject, peopleQuery } from "./queries";

const InviteDialog = dynamic(() => import("./invite-dialog").then((module) => module.InviteDialog), {
  ssr: false,
});

/** Who belongs to a project and in which role, and who is invited. Without a project: everybody the reader knows. */
export function PeoplePage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const { me, projects, whyNot } = useRights();
  const [inviting, setInviting] = useState(false);
  const at = peopleProject(projects, project);
  const list = useInfiniteQuery(peopleQuery(trpc, at));
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  const name = projects.find((each) => each.slug === at)?.name;
  const invite = (
    <Button
      variant="primary"
      disabledReason={!me?.isOwner && whyNot("people.invite", at)}
      onClick={() => setInviting(true)}
    >
      Invite
    </Button>
  );
  return (
    <Page>
      <Crumbs items={[{ label: "People" }]} />
      <PageHead
        title="People"
        sub={
          name
            ? `the members of ${name}; owners of the installation can do everything everywhere`
            : "of all your projects"
        }
        actions={invite}
      />
      <div className="grid gap-4">
        <Panel label="People">
          {list.isError && !list.data ? (
            <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
          ) : list.isPending ? (
            <SkeletonRows rows={4} />
          ) : people.length === 0 ? (
            <EmptyState title="Nobody belongs to this project yet" action={invite}>
              Each promotion takes a second person: whoever asks does not approve.
            </EmptyState>
          ) : (
            <PeopleTable people={people} project={at} />
          )}
        </Panel>
        {list.hasNextPage && (
          <div className="flex justify-center">
            <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              More
            </Button>
          </div>
        )}
        {(me?.isOwner || whyNot("people.invite", at) === null) && <OpenInvitations project={at} />}
      </div>
      {inviting && <InviteDialog project={at} onClose={() => setInviting(false)} />}
    </Page>
  );
}
