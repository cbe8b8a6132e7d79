"use client";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { useRights } from "@/components/shell/use-rights";
import { Avatar } from "@/components/ui/avatar";
import { errorText } from "@/components/ui/error-text";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { type Role, roles } from "@/server/access/rights";
import type { Person } from "@/server/people/schema";
import { PersonMenu } from "./person-menu";

/** People with their role in `project`, or in all of them. */
export function PeopleTable({ people, project }: { people: Person[]; project?: string }) {
  const { me } = useRights();
  return (
    <Table label="People" stacked>
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>{project ? "Role" : "Roles"}</Th>
          <Th>Last seen</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Tr key={person.id}>
            <Td className="w-full max-w-0 py-1.5">
              <div className="flex min-w-0 items-center gap-2.5">
                <Avatar name={person.name} />
                <div className="min-w-0 flex-1">
                  <div className="flex min-w-0 items-center gap-2">
                    <bdi className="truncate font-medium">{person.name}</bdi>
                    {person.id === me?.id && <span className="text-ink-3">you</span>}
                    {person.isOwner && <Tag>owner</Tag>}
                    {person.disabled && <Tag tone="wait">closed</Tag>}
                  </div>
                  <div className="truncate text-sub text-ink-3">{person.email}</div>
                </div>
              </div>
            </Td>
            <Td label={project ? "Role" : "Roles"}>
              {project ? <RoleCell person={person} project={project} /> : <Roles person={person} />}
            </Td>
            <Td dim label="Last seen">
              {person.lastSeenAt ? <TimeAgo at={person.lastSeenAt} /> : "never"}
            </Td>
            <Td end>
              <PersonMenu person={person} project={project} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Roles({ person }: { person: Person }) {
  return (
    <div className="flex flex-wrap gap-1 py-1">
      {person.memberships.map(({ project, role }) => (
        <Tag key={project}>
          {project} <span className="text-ink-3">{role}</span>
        </Tag>
      ))}
      {person.memberships.length === 0 && <span className="text-ink-3">in no project</span>}
    </div>
  );
}

/** The role, which a maintainer changes in place. */
function RoleCell({ person, project }: { person: Person; project: string }) {
  const trpc = useTRPC();
  const { whyNot } = useRights();
  const refresh = useRefreshPeople();
  const setRole = useMutation(trpc.people.setRole.mutationOptions({ onSettled: refresh }));
  const role = person.memberships.find((each) => each.project === project)?.role;
  if (!role) return <span className="text-ink-3">no member</span>;
  if (whyNot("people.manage", project)) return role;

  const give = (to: Role) =>
    setRole.mutate(
      { person: person.id, project, role: to },
      {
        onSuccess: () =>
          toast({
            text: `${person.name} is ${to} now`,
            action: { label: "Undo", run: () => setRole.mutate({ person: person.id, project, role }) },
          }),
        onError: (error) => toast({ text: errorText(error).what, tone: "bad" }),
      },
    );
  const shown = setRole.isPending ? setRole.variables.role : role;
  return (
    <Select
      aria-label={`Role of ${person.name}`}
      value={shown}
      onChange={(event) => give(event.target.value as Role)}
      options={roles.map((value) => ({ value, label: value }))}
      className="min-w-32"
    />
  );
}
