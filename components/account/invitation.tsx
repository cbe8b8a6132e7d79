"use client";
import { useMutation } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import type { InvitationPreview } from "@/server/people/invitations/schema";
import { NewAccount } from "./new-account";
import { SignInFrame } from "./sign-in-frame";

type Bearer = { name: string; email: string } | null;

/** A one-time link: says what it opens, and makes an account or lets the signed-in person join. */
export function Invitation(props: { token: string; invitation: InvitationPreview; signedInAs: Bearer }) {
  const { token, invitation, signedInAs } = props;
  if (invitation.state !== "open") return <Closed state={invitation.state} signedIn={signedInAs !== null} />;
  return (
    <SignInFrame title={titleOf(invitation)} sub={<Offer invitation={invitation} />}>
      {signedInAs ? (
        <Join token={token} invitation={invitation} person={signedInAs} />
      ) : (
        <NewAccount token={token} invitation={invitation} />
      )}
    </SignInFrame>
  );
}

const titleOf = ({ owner, invitedBy, projectName }: InvitationPreview) =>
  owner && !invitedBy ? "Welcome to Terrapin" : `Join ${projectName ?? "Terrapin"}`;

function Offer({ invitation: { owner, invitedBy, role } }: { invitation: InvitationPreview }) {
  if (owner && !invitedBy)
    return "Make the first account. It owns this installation: projects, people, everything.";
  return `${invitedBy ?? "An owner"} invites you as ${owner ? "an owner of this installation" : role}.`;
}

const reasons: Record<Exclude<InvitationPreview["state"], "open">, { title: string; why: string }> = {
  unknown: { title: "This link opens nothing", why: "It is not whole, or a newer one took its place." },
  expired: { title: "This invitation has ended", why: "Nobody used it in time." },
  accepted: { title: "This invitation was used", why: "Each works once." },
  revoked: {
    title: "This invitation was withdrawn",
    why: "Whoever made it took it back, or a newer one took its place.",
  },
};

function Closed({ state, signedIn }: { state: keyof typeof reasons; signedIn: boolean }) {
  const { title, why } = reasons[state];
  return (
    <SignInFrame title={title} sub={`${why} Ask for a new one, or sign in if you have an account.`}>
      <ButtonLink href={signedIn ? paths.overview() : paths.signIn()} variant="primary" size="l">
        {signedIn ? "Open the overview" : "Sign in"}
      </ButtonLink>
    </SignInFrame>
  );
}

function Join(props: { token: string; invitation: InvitationPreview; person: NonNullable<Bearer> }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.invitations.accept.mutationOptions());
  const join = () =>
    accept.mutate(
      { token: props.token },
      // A whole load: the new rights show everywhere at once.
      { onSuccess: ({ project }) => window.location.assign(paths.overview({ project })) },
    );

  return (
    <div className="grid gap-4">
      <p>
        You are signed in as <b className="font-medium">{props.person.name}</b> ({props.person.email}).
      </p>
      {accept.error && <ErrorState inline {...errorText(accept.error)} />}
      <Button variant="primary" size="l" busy={accept.isPending || accept.isSuccess} onClick={join}>
        Join {props.invitation.projectName ?? "as an owner"}
      </Button>
    </div>
  );
}
