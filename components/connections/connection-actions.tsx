"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { errorText } from "@/components/ui/error-text";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { Connection } from "@/server/connections/schema";

const EditDialog = dynamic(() => import("./edit-dialog").then((m) => m.EditDialog), { ssr: false });
const TestDialog = dynamic(() => import("./test-dialog").then((m) => m.TestDialog), { ssr: false });
const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((m) => m.ConfirmDialog), {
  ssr: false,
});

type Open = "test" | "edit" | "remove" | null;

/** Test, read now, pause or resume, change and remove. */
export function ConnectionActions({ connection }: { connection: Connection }) {
  const { id, name, project, status } = connection;
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const refused = useRights().whyNot("connections.manage", project);
  const [open, setOpen] = useState<Open>(null);
  const refresh = () =>
    Promise.all([
      client.invalidateQueries(trpc.connections.pathFilter()),
      client.invalidateQueries(trpc.shell.pathFilter()),
    ]);
  const refreshAndReport = {
    onError: (error: unknown) => toast({ text: errorText(error).what, tone: "bad" }),
    onSettled: refresh,
  };
  const pause = useMutation(trpc.connections.pause.mutationOptions(refreshAndReport));
  const resume = useMutation(trpc.connections.resume.mutationOptions(refreshAndReport));
  const test = useMutation(trpc.connections.test.mutationOptions());
  const remove = useMutation(trpc.connections.remove.mutationOptions());
  const sync = useMutation(
    trpc.connections.sync.mutationOptions({
      ...refreshAndReport,
      onSuccess: ({ queued }) =>
        toast({ text: queued ? `${name} is read now` : `${name} is about to be read already` }),
    }),
  );
  const paused = status === "paused";
  return (
    <>
      <Button
        disabledReason={refused}
        onClick={() => {
          test.mutate({ id });
          setOpen("test");
        }}
      >
        Test
      </Button>
      <Button
        disabledReason={refused ?? (paused && "It is paused; resume it and it is read at once.")}
        busy={sync.isPending}
        onClick={() => sync.mutate({ id })}
      >
        Sync now
      </Button>
      <Button
        disabledReason={refused}
        busy={pause.isPending || resume.isPending}
        onClick={() => (paused ? resume : pause).mutate({ id })}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      <Menu
        label="More"
        align="end"
        trigger={
          <IconButton label={`More actions for ${name}`}>
            <Ellipsis size={16} />
          </IconButton>
        }
        items={[
          { label: "Change …", disabledReason: refused, onSelect: () => setOpen("edit") },
          { label: "Remove …", danger: true, disabledReason: refused, onSelect: () => setOpen("remove") },
        ]}
      />
      {open === "test" && (
        <TestDialog
          connection={connection}
          asking={test.isPending}
          result={test.data}
          error={test.error}
          again={() => test.mutate({ id })}
          onClose={() => setOpen(null)}
        />
      )}
      {open === "edit" && <EditDialog connection={connection} onClose={() => setOpen(null)} />}
      {open === "remove" && (
        <ConfirmDialog
          open
          danger
          title={`Remove ${name}`}
          consequence="Everything read through it goes with it: its runs, metrics, models and versions. In the system itself nothing changes. Where decisions stand on it, it can only be paused."
          actionLabel="Remove connection"
          confirmName={name}
          onClose={() => setOpen(null)}
          onConfirm={async () => {
            await remove.mutateAsync({ id });
            router.push(paths.connections({ project }));
            await refresh();
          }}
        />
      )}
    </>
  );
}
