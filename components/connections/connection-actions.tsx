"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { usePaletteActions } from "@/components/shell/palette-actions";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { errorText } from "@/components/ui/error-text";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { Connection } from "@/server/connections/schema";
import { useSync } from "./use-sync";

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
  const { sync, isPending: syncing } = useSync();
  const paused = status === "paused";
  const noSync = refused ?? (paused && "It is paused; resume it and it is read at once.");
  const startTest = () => {
    test.mutate({ id });
    setOpen("test");
  };
  const pauseOrResume = () => (paused ? resume : pause).mutate({ id });
  usePaletteActions([
    { id: "sync", label: `Sync ${name} now`, run: () => void sync({ id, name }), disabledReason: noSync },
    { id: "test", label: `Test ${name}`, run: startTest, disabledReason: refused },
    {
      id: "pause",
      label: `${paused ? "Resume" : "Pause"} ${name}`,
      run: pauseOrResume,
      disabledReason: refused,
    },
    { id: "change", label: `Change ${name} …`, run: () => setOpen("edit"), disabledReason: refused },
  ]);
  return (
    <>
      <Button disabledReason={refused} onClick={startTest}>
        Test
      </Button>
      <Button disabledReason={noSync} busy={syncing} onClick={() => void sync({ id, name })}>
        Sync now
      </Button>
      <Button disabledReason={refused} busy={pause.isPending || resume.isPending} onClick={pauseOrResume}>
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
