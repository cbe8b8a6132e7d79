"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { SecretOnce } from "@/components/ui/secret-once";
import type { Person } from "@/server/people/schema";

/** A temporary password for somebody who lost theirs; it is handed over by the owner, since no mail is sent. */
export function PasswordDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const trpc = useTRPC();
  const [endTokens, setEndTokens] = useState(false);
  const reset = useMutation(trpc.people.resetPassword.mutationOptions());
  return (
    <Dialog
      open
      onClose={onClose}
      width="s"
      title={`New temporary password for ${person.name}`}
      footer={
        reset.data ? (
          <Button onClick={onClose}>Done</Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="primary"
              busy={reset.isPending}
              onClick={() => reset.mutate({ id: person.id, endTokens })}
            >
              Make password
            </Button>
          </>
        )
      }
    >
      {reset.data ? (
        <SecretOnce
          secret={reset.data.temporaryPassword}
          says={`Shown this once. Hand it to ${person.name}, who changes it under Settings, Account.`}
        />
      ) : (
        <div className="grid gap-3">
          <p className="text-ink-2">
            The present password stops working at once, and every session of theirs ends.
          </p>
          <Checkbox
            label="End their tokens too"
            hint="If somebody else may know the password. What uses a token stops until it has a new one."
            checked={endTokens}
            onChange={(event) => setEndTokens(event.currentTarget.checked)}
          />
        </div>
      )}
      {reset.error && <ErrorState inline {...errorText(reset.error)} />}
    </Dialog>
  );
}
