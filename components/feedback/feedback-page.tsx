"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { formsQuery } from "@/components/forms/queries";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { useListKeys } from "@/components/ui/use-list-keys";
import { FeedbackDetail } from "./feedback-detail";
import { FeedbackFilters, isNarrowed, noNarrowing } from "./feedback-filters";
import { FeedbackList } from "./feedback-list";
import { FeedbackOverTime } from "./feedback-over-time";
import { NothingListed } from "./nothing-listed";
import { countsQuery, feedbackQuery } from "./queries";
import { feedbackParams } from "./search-params";

/** The inbox of what users say: a list to walk by keyboard beside the item that is read. */
export function FeedbackPage({ project }: { project?: string }) {
  const trpc = useTRPC();
  const [at, setAt] = useQueryStates(feedbackParams);
  const list = useInfiniteQuery(feedbackQuery(trpc, at, project));
  const counts = useQuery(countsQuery(trpc, at, project));
  const forms = useQuery(formsQuery(trpc, project));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const index = items.findIndex((item) => item.id === at.item);
  const shown = at.item ?? items[0]?.id ?? null;
  useListKeys({
    count: items.length,
    index: at.item ? index : 0,
    onMove: (to) => setAt({ item: items[to]?.id ?? null }),
  });

  const total = Object.values(counts.data ?? {}).reduce((sum, n) => sum + n, 0);
  const nothingYet = counts.isSuccess && total === 0 && !isNarrowed(at);
  return (
    <Page flush fill>
      <Crumbs items={[{ label: "Feedback" }]} />
      <h1 className="sr-only">Feedback</h1>
      {nothingYet ? (
        <NothingYet project={project} slug={forms.data?.items.find((form) => !form.closed)?.slug} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-1 md:grid-cols-[minmax(300px,430px)_1fr]">
          <section
            aria-label="Items"
            className={`flex min-h-0 flex-col border-line bg-surface md:border-r ${at.item ? "max-md:hidden" : ""}`}
          >
            <FeedbackFilters
              counts={counts.data}
              forms={forms.data?.items ?? []}
              tags={[...new Set(items.flatMap((item) => item.tags))].sort()}
              project={project}
              value={at}
              onChange={(change) => setAt({ ...change, item: null })}
            />
            <FeedbackOverTime at={at} project={project} />
            {list.isError ? (
              <ErrorState {...errorText(list.error)} onRetry={list.refetch} inline />
            ) : (
              <FeedbackList
                items={items}
                loading={list.isPending}
                empty={
                  <NothingListed
                    view={at.status}
                    counts={counts.data}
                    narrowed={isNarrowed(at)}
                    onView={(status) => setAt({ status, item: null })}
                    onClear={() => setAt({ ...noNarrowing, item: null })}
                  />
                }
                selected={shown}
                hrefOf={(id) => paths.feedback({ ...at, project, item: id })}
                onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
              />
            )}
          </section>
          <section aria-label="Item" className={`min-h-0 overflow-auto ${at.item ? "" : "max-md:hidden"}`}>
            {shown && (
              <FeedbackDetail
                key={shown}
                id={shown}
                backHref={paths.feedback({ ...at, project, item: null })}
                onDecided={() => setAt({ item: items[index + 1]?.id ?? items[index - 1]?.id ?? null })}
              />
            )}
          </section>
        </div>
      )}
    </Page>
  );
}

function NothingYet({ project, slug }: { project?: string; slug?: string }) {
  return slug ? (
    <EmptyState
      title="No feedback yet"
      action={<ButtonLink href={paths.form(slug)}>Open the form</ButtonLink>}
      code={`curl -X POST ${origin()}/api/v1/forms/${slug}/items -H 'content-type: application/json' -d '{"answers": {}}'`}
    >
      Reports from the form are listed here, each tied to the version that served when it was sent. They are
      exported as in <SampleFile />. Your application can send them too:
    </EmptyState>
  ) : (
    <EmptyState
      title="No feedback yet"
      action={
        <ButtonLink variant="primary" href={paths.forms({ project })}>
          Make a form
        </ButtonLink>
      }
    >
      What users report is listed here, tied to the model version that served when they did, and exported as
      in <SampleFile />. It comes in through a form that needs no account.
    </EmptyState>
  );
}

/** So that training code can be written before the first report. */
const SampleFile = () => (
  <a href="/sample-feedback.csv" download className="text-accent underline">
    this sample file
  </a>
);

const origin = () => (typeof window === "undefined" ? "" : window.location.origin);
