"use client";
import { SessionList } from "@/components/account/session-list";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Person } from "@/server/people/schema";

/** For owners: where somebody is signed in. */
export function SessionsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      width="l"
      title={`Sessions of ${person.name}`}
      sub="Where they are signed in. An ended session asks for the password again."
      footer={<Button onClick={onClose}>Done</Button>}
    >
      <SessionList person={person.id} />
    </Dialog>
  );
}
