"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { errorText } from "@/components/ui/error-text";
import { toast } from "@/components/ui/toast";

/** Reads a connection now, and says so in a toast. */
export function useSync() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { mutateAsync, isPending } = useMutation(trpc.connections.sync.mutationOptions());
  const sync = async ({ id, name }: { id: string; name: string }): Promise<void> => {
    try {
      const { queued } = await mutateAsync({ id });
      toast({
        text: queued
          ? `${name} is read now: what changed since the last reading`
          : `${name} is about to be read already`,
      });
    } catch (error) {
      toast({ text: errorText(error).what, tone: "bad" });
    }
    await Promise.all([
      client.invalidateQueries(trpc.connections.pathFilter()),
      client.invalidateQueries(trpc.shell.pathFilter()),
    ]);
  };
  return { sync, isPending };
}
