"use client";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { EmptyState } from "@/components/ui/empty-state";
import { orList } from "@/components/ui/format";
import { Panel } from "@/components/ui/panel";
import type { Capability } from "@/server/backends/types";
import { vendors, vendorsWith } from "@/server/backends/vendors";
import { ProjectForm } from "./project-form";
import { firstPeopleQuery } from "./queries";

const namesWith = (capability: Capability) => orList(vendorsWith(capability).map(({ name }) => name));

/** What a new installation or project needs before there is anything to see: a project, a connection, people. */
export function FirstStepsList({ project }: { project?: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.shell.data.queryOptions());
  const mine = data?.projects.find((each) => !project || each.slug === project);
  const members = useQuery(firstPeopleQuery(trpc, mine?.slug));
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
  const accompanied = (members.data?.items.filter((person) => person.id !== data.person.id).length ?? 0) > 0;
  return (
    <div className="mx-auto max-w-[640px] py-8 max-md:py-4">
      <h2 className="text-title font-semibold">Three steps to a shared page</h2>
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
          <Step number={3} done={accompanied} title="Invite the others" waits={!mine}>
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

function Step(props: { number: number; title: string; done: boolean; waits?: boolean; children: ReactNode }) {
  const { number, title, done, waits, children } = props;
  return (
    <li className="flex gap-3 p-4">
      <span
        className={cx(
          "num grid size-6 flex-none place-items-center rounded-full text-label font-semibold",
          done ? "bg-ok-soft text-ok" : "bg-sunken text-ink-2",
        )}
      >
        {done ? <Check size={14} /> : number}
      </span>
      <div className="min-w-0 flex-1 text-ink-2">
        <h3 className={cx("font-semibold", waits ? "text-ink-3" : "text-ink")}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}
