"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type inferParserType, useQueryStates } from "nuqs";
import { Fragment, useMemo, useState } from "react";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { FilterBar, FilterChip } from "@/components/ui/filter-chips";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelHead } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/tag";
import { useListKeys } from "@/components/ui/use-list-keys";
import { useTint } from "@/components/ui/use-tint";
import { visibleText } from "@/components/ui/visible-text";
import type { ListedPromotion } from "@/server/promotions/schema";
import { MentionsPanel } from "./mentions-panel";
import { PromotionRow } from "./promotion-row";
import { type Group, groupQuery, mentionsQuery } from "./queries";
import { promotionsParams } from "./search-params";

const titles: Record<Group, string> = { mine: "Waits for you", others: "Waits for others", done: "Done" };

function useGroup(group: Group, at: inferParserType<typeof promotionsParams>, project?: string) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(groupQuery(trpc, group, at, project));
  return {
    group,
    list,
    rows: useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]),
  };
}

/** The inbox: what waits for the reader, who mentioned them, what waits for somebody else, and what is over. */
export function PromotionsPage({ project }: { project?: string }) {
  const router = useRouter();
  const refused = useRights().whyNot("promotions.request", project);
  const [named, setNamed] = useQueryStates(promotionsParams);
  const groups = [
    useGroup("mine", named, project),
    useGroup("others", named, project),
    useGroup("done", named, project),
  ];
  const mentions = useQuery(mentionsQuery(useTRPC(), project)).data;
  const filtered = named.model !== null || named.environment !== null;
  const rows = groups.flatMap((group) => group.rows);
  const [selected, setSelected] = useState<string | null>(null);
  const index = rows.findIndex(({ id }) => id === selected);
  useListKeys({
    count: rows.length,
    index,
    onMove: (to) => setSelected(rows[to]?.id ?? null),
    onOpen: (at) => rows[at] && router.push(paths.promotion(rows[at].id)),
  });
  const tinted = useTint(useTintKeys(rows));
  const failed = groups.find(({ list }) => list.isError && !list.data)?.list;
  const pending = groups.some(({ list }) => list.isPending);
  const withProject = !project && new Set(rows.map((row) => row.project)).size > 1;
  const [mine] = groups;
  return (
    <Page>
      <PageHead
        title="Promotions"
        beside={
          mine &&
          mine.rows.length > 0 && (
            <Tag tone="wait">
              {mine.rows.length} {mine.rows.length === 1 ? "waits" : "wait"} for you
            </Tag>
          )
        }
        actions={
          refused ? (
            <Button variant="primary" disabledReason={refused}>
              Request promotion
            </Button>
          ) : (
            <ButtonLink
              variant="primary"
              href={paths.newPromotion({
                project,
                model: named.model ?? undefined,
                environment: named.environment ?? undefined,
              })}
            >
              Request promotion
            </ButtonLink>
          )
        }
      />
      {filtered && (
        <FilterBar>
          {named.model && (
            <FilterChip
              field="model"
              value={visibleText(named.model)}
              onRemove={() => setNamed({ model: null })}
            />
          )}
          {named.environment && (
            <FilterChip
              field="environment"
              value={named.environment}
              onRemove={() => setNamed({ environment: null })}
            />
          )}
        </FilterBar>
      )}
      {failed ? (
        <Panel>
          <ErrorState {...errorText(failed.error)} onRetry={failed.refetch} />
        </Panel>
      ) : pending ? (
        <Panel>
          <SkeletonRows rows={6} />
        </Panel>
      ) : rows.length === 0 ? (
        <Nothing project={project} filtered={filtered} />
      ) : (
        <div className="grid gap-4">
          {groups.map(({ group, rows: own, list }) => (
            <Fragment key={group}>
              <Panel>
                <PanelHead
                  title={titles[group]}
                  sub={own.length > 0 ? `${own.length}${list.hasNextPage ? "+" : ""}` : undefined}
                />
                {own.length === 0 ? (
                  <p className="px-3.5 py-2 text-ink-3">{emptyWords[group]}</p>
                ) : (
                  <ul className="hairlines">
                    {own.map((row) => (
                      <PromotionRow
                        key={row.id}
                        promotion={row}
                        selected={row.id === selected}
                        tinted={tinted.has(row.id)}
                        withProject={withProject}
                      />
                    ))}
                  </ul>
                )}
                {list.hasNextPage && (
                  <div className="border-t border-line p-2 text-center">
                    <Button
                      variant="ghost"
                      busy={list.isFetchingNextPage}
                      onClick={() => list.fetchNextPage()}
                    >
                      Show more
                    </Button>
                  </div>
                )}
              </Panel>
              {group === "mine" && !filtered && mentions && mentions.items.length > 0 && (
                <MentionsPanel mentions={mentions.items} more={mentions.nextCursor !== null} />
              )}
            </Fragment>
          ))}
        </div>
      )}
    </Page>
  );
}

const emptyWords: Record<Group, string> = {
  mine: "Nothing waits for your approval.",
  others: "Nobody is waited for, and nothing is on its way.",
  done: "Nothing has been decided yet.",
};

/** A row is news when its status, its approvals or its evidence changed. */
function useTintKeys(rows: readonly ListedPromotion[]): ReadonlyMap<string, string> {
  return useMemo(
    () =>
      new Map(
        rows.map((row) => [
          row.id,
          `${row.status} ${row.decisions.length} ${row.evidenceDigest} ${row.serving}`,
        ]),
      ),
    [rows],
  );
}

function Nothing({ project, filtered }: { project?: string; filtered: boolean }) {
  if (filtered) {
    return (
      <Panel>
        <EmptyState
          title="No promotions of this kind"
          action={<ButtonLink href={paths.promotions({ project })}>Show all</ButtonLink>}
        />
      </Panel>
    );
  }
  return (
    <Panel>
      <EmptyState
        title="No promotions yet"
        action={<ButtonLink href={paths.policies({ project })}>Policies</ButtonLink>}
        code={`curl -X POST $TERRAPIN_URL/api/v1/promotions -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"model":"my-model","version":"2","environment":"production","reason":"Better recall."}'`}
      >
        A promotion asks to put one version of a model into an environment. A policy says which gates it must
        pass and who has to agree; after the last approval Terrapin moves the alias in the registry.
      </EmptyState>
    </Panel>
  );
}
