"use client";
import { useQuery } from "@tanstack/react-query";
import { type Right, rights, roleHas } from "@/server/access/rights";
import type { ShellFacts } from "@/server/shell/schema";
import { useTRPC } from "./trpc";

/**
 * Why the reader may not do something, for buttons that rest with a reason; null where they may. The server asks
 * the same table again.
 */
export function useRights(): {
  me: ShellFacts["person"] | null;
  projects: ShellFacts["projects"];
  whyNot: (right: Right, project?: string) => string | null;
  whyNotOwner: string | null;
  /** The projects in which the reader holds a right. */
  projectsWith: (right: Right, project?: string) => ShellFacts["projects"];
} {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.shell.data.queryOptions());
  const projects = data?.projects ?? [];
  const projectsWith = (right: Right, project?: string) =>
    projects.filter((each) => (!project || each.slug === project) && roleHas(each.role, right));
  return {
    me: data?.person ?? null,
    projects,
    projectsWith,
    whyNot: (right, project) =>
      !data || projectsWith(right, project).length
        ? null
        : `This takes the role ${rights[right]} in the project.`,
    whyNotOwner: !data || data.person.isOwner ? null : "This takes an owner of the installation.",
  };
}
