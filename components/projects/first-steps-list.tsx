"use client";
import { useQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { orList } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { Capability } from "@/server/backends/types";
import { vendors, vendorsWith } from "@/server/backends/vendors";
import { ProjectForm } from "./project-form";
import { firstEnvironmentsQuery, firstPeopleQuery, firstPoliciesQuery } from "./queries";
import { Step } from "./step";

const namesWith = (capability: Capability) => orList(vendorsWith(capability).map(({ name }) => name));

/** What a new installation or project needs: a project, a connection, environments, policies, people. */
export function FirstStepsList({ project }: { project?: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.shell.data.queryOptions());
  const mine = data?.projects.find((each) => !project || each.slug === project);
  const members = useQuery(firstPeopleQuery(trpc, mine?.slug));
  const environments = useQuery(firstEnvironmentsQuery(trpc, mine?.slug));
  const policies = useQuery(firstPoliciesQuery(trpc, mine?.slug));
  if (!data) return null;
  if (!mine && !data.person.isOwner) {
    return (
      <EmptyState title="You are in no project yet">
        Ask a maintainer of your project for an invitation. It brings you here.
      </EmptyState>
    );
  }
  const at = mine?.slug;
  const connected = data.connections.some((each) => each.project === at);
  const maintains = mine?.role === "maintainer";
  const named = (environments.data?.items.length ?? 0) > 0;
  const ruled = (policies.data?.items.length ?? 0) > 0;
  const accompanied = (members.data?.items.filter((person) => person.id !== data.person.id).length ?? 0) > 0;
  return (
    <div className="mx-auto max-w-[640px] py-8 max-md:py-4">
      <h2 className="text-title font-semibold">Five steps to a shared page</h2>
      <p className="mb-4 text-ink-2">
        Terrapin reads what your systems already know; it replaces none of them.
      </p>
      <Panel label="First steps">
        <ol className="hairlines">
          <Step number={1} done={mine !== undefined} title={mine ? `Project ${mine.name}` : "Make a project"}>
            {mine ? null : (
              <>
                <p>
                  What a team owns together: its pipelines, models and forms. Roles are given per project.
                </p>
                <div className="mt-3">
                  <ProjectForm />
                </div>
              </>
            )}
          </Step>
          <Step number={2} done={connected} title="Connect your systems" waits={!mine}>
            <p>
              Training runs, metrics and models come from {namesWith("tracking")}, pipelines and jobs from{" "}
              {namesWith("ci")}.
            </p>
            {maintains && !connected && (
              <div className="mt-3 flex flex-wrap gap-2">
                {vendors.map(({ id, name }, index) => (
                  <ButtonLink
                    key={id}
                    variant={index === 0 ? "primary" : undefined}
                    href={paths.newConnection({ project: at, vendor: id })}
                  >
                    Connect {name}
                  </ButtonLink>
                ))}
              </div>
            )}
          </Step>
          <Step number={3} done={named} title="Name your environments" waits={!connected}>
            <p>
              Where versions serve, such as staging and production: each stands for an alias in the registry.
            </p>
            {maintains && !named && (
              <div className="mt-3">
                <ButtonLink href={paths.environments({ project: at })}>Environments</ButtonLink>
              </div>
            )}
          </Step>
          <Step number={4} done={ruled} title="Write a policy" waits={!named}>
            <p>The gates that a version must pass and the people who agree before it goes there.</p>
            {maintains && !ruled && (
              <div className="mt-3">
                <ButtonLink href={paths.policies({ project: at })}>Policies</ButtonLink>
              </div>
            )}
          </Step>
          <Step number={5} done={accompanied} title="Invite the others" waits={!mine}>
            <p>A promotion takes a second person: whoever asks does not approve.</p>
            {maintains && !accompanied && (
              <div className="mt-3">
                <ButtonLink href={paths.people({ project: at })}>Invite people</ButtonLink>
              </div>
            )}
          </Step>
        </ol>
      </Panel>
    </div>
  );
}
