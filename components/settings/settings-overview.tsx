"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { useProject } from "@/components/shell/use-project";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Tag } from "@/components/ui/tag";
import { settingsMap } from "./settings-map";

/** All settings with a sentence each; on a phone this is the way between them. */
export function SettingsOverview() {
  const project = useProject();
  const troubled = useTroubled(project);
  return (
    <Page>
      <PageHead title="Settings" />
      <div className="grid max-w-[760px] gap-4">
        {settingsMap.map(({ title, entries }) => (
          <Panel key={title}>
            <PanelHead title={title} />
            <ul className="hairlines">
              {entries.map(({ label, says, path }) => (
                <li key={label}>
                  <Link
                    href={path({ project })}
                    className="flex min-h-11 items-center gap-3 px-3.5 py-2 -outline-offset-2 hover:bg-hover"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="font-medium">{label}</span>
                      <span className="block text-ink-3 sm:ml-3 sm:inline">{says}</span>
                    </span>
                    {label === "Connections" && troubled > 0 && <Tag tone="bad">{troubled} failing</Tag>}
                    <ChevronRight size={14} className="text-ink-3" />
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
      </div>
    </Page>
  );
}

function useTroubled(project: string | null): number {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.shell.data.queryOptions());
  const mine = data?.connections.filter((each) => !project || each.project === project) ?? [];
  return mine.filter((each) => each.state === "failing").length;
}
