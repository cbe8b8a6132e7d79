"use client";
import { useMutation } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { useRights } from "@/components/shell/use-rights";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import type { MenuAction, MenuItem } from "@/components/ui/menu-items";
import type { Person } from "@/server/people/schema";

const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((m) => m.ConfirmDialog), {
  ssr: false,
});
const PasswordDialog = dynamic(() => import("./password-dialog").then((m) => m.PasswordDialog), {
  ssr: false,
});

const SessionsDialog = dynamic(() => import("./sessions-dialog").then((m) => m.SessionsDialog), {
  ssr: false,
});

type Ask = "remove" | "close" | "open" | "own" | "disown" | "password" | "sessions" | null;

/** What can be done about a person: in the project by maintainers, in the installation by owners. */
export function PersonMenu({ person, project }: { person: Person; project?: string }) {
  const { me, whyNot, whyNotOwner } = useRights();
  const [ask, setAsk] = useState<Ask>(null);
  const self = person.id === me?.id;
  const member = person.memberships.some((each) => each.project === project);
  const owners: MenuAction[] = [
    person.isOwner
      ? { label: "Withdraw ownership …", disabledReason: whyNotOwner, onSelect: () => setAsk("disown") }
      : { label: "Make owner …", disabledReason: whyNotOwner, onSelect: () => setAsk("own") },
    { label: "Sessions …", disabledReason: whyNotOwner, onSelect: () => setAsk("sessions") },
    { label: "New temporary password …", disabledReason: whyNotOwner, onSelect: () => setAsk("password") },
    person.disabled
      ? { label: "Open the account …", disabledReason: whyNotOwner, onSelect: () => setAsk("open") }
      : {
          label: "Close the account …",
          danger: true,
          disabledReason: whyNotOwner ?? (self && "Another owner can close yours."),
          onSelect: () => setAsk("close"),
        },
  ];
  const items: MenuItem[] = member
    ? [
        {
          label: "Remove from the project …",
          danger: true,
          disabledReason: whyNot("people.manage", project),
          onSelect: () => setAsk("remove"),
        },
        "separator",
        { group: "Installation", items: owners },
      ]
    : owners;
  return (
    <>
      <Menu
        label={`What to do about ${person.name}`}
        align="end"
        trigger={
          <IconButton label={`Actions for ${person.name}`}>
            <Ellipsis size={16} />
          </IconButton>
        }
        items={items}
      />
      {ask === "password" ? (
        <PasswordDialog person={person} onClose={() => setAsk(null)} />
      ) : ask === "sessions" ? (
        <SessionsDialog person={person} onClose={() => setAsk(null)} />
      ) : (
        ask && <Question ask={ask} person={person} project={project} onClose={() => setAsk(null)} />
      )}
    </>
  );
}

function Question(props: {
  ask: Exclude<Ask, "password" | "sessions" | null>;
  person: Person;
  project?: string;
  onClose: () => void;
}) {
  const { ask, person, project, onClose } = props;
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const remove = useMutation(trpc.people.removeMember.mutationOptions({ onSuccess: refresh }));
  const change = useMutation(trpc.people.change.mutationOptions({ onSuccess: refresh }));
  const { id, name } = person;
  const questions = {
    remove: {
      title: `Remove ${name} from the project`,
      consequence: "They lose all rights here at once. Their decisions and comments stay in the record.",
      actionLabel: "Remove",
      run: () => remove.mutateAsync({ person: id, project: project ?? "" }),
    },
    close: {
      title: `Close ${name}'s account`,
      consequence:
        "Signing in stops working at once; their sessions and tokens end for good. It can be opened again.",
      actionLabel: "Close account",
      run: () => change.mutateAsync({ id, disabled: true }),
    },
    open: {
      title: `Open ${name}'s account`,
      consequence: "They can sign in again, with the roles they had and without tokens.",
      actionLabel: "Open account",
      run: () => change.mutateAsync({ id, disabled: false }),
    },
    own: {
      title: `Make ${name} an owner`,
      consequence: "Owners can do everything in every project, and manage all people.",
      actionLabel: "Make owner",
      run: () => change.mutateAsync({ id, isOwner: true }),
    },
    disown: {
      title: `Withdraw ownership from ${name}`,
      consequence: "They keep their roles in projects and nothing else.",
      actionLabel: "Withdraw ownership",
      run: () => change.mutateAsync({ id, isOwner: false }),
    },
  };
  const { run, ...question } = questions[ask];
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      danger={ask === "remove" || ask === "close"}
      {...question}
      onConfirm={run}
    />
  );
}
