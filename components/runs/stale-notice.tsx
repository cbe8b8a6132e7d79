"use client";
import { useQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TimeAgo } from "@/components/ui/time-ago";

/** Says which systems can't be read at present, and how old what they showed last is. */
export function StaleNotice({ project, connection }: { project?: string; connection?: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.shell.data.queryOptions());
  const failing = (data?.connections ?? []).filter(
    (each) =>
      each.state === "failing" &&
      (!project || each.project === project) &&
      (!connection || each.id === connection),
  );
  const [first] = failing;
  if (!first) return null;
  const others = failing.length - 1;
  return (
    <Notice
      tone="wait"
      action={
        <ButtonLink size="s" href={others ? paths.connections({ project }) : paths.connection(first.id)}>
          See why
        </ButtonLink>
      }
    >
      {first.name} can’t be read{others > 0 && `, nor ${others === 1 ? "one other" : `${others} others`}`}.
      What is shown of it was{" "}
      {first.lastSyncAt ? (
        <>
          read <TimeAgo at={first.lastSyncAt} />
        </>
      ) : (
        "never read"
      )}
      .
    </Notice>
  );
}
