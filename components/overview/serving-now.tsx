"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Sparkline } from "@/components/charts/row-charts";
import { valuesSentence } from "@/components/charts/series-words";
import { setOutside } from "@/components/models/state";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatCount, formatMetric } from "@/components/ui/format";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import { boundWords, pastWords } from "@/server/gates/bound-words";
import type { ServingNow as Facts } from "@/server/models/schema";
import { servingQuery } from "./queries";

type Item = Facts["items"][number];
type Live = NonNullable<Item["live"]>;

/** What users meet now: each model's version, how it does live, what stands ready behind it, what users report. */
export function ServingNow({ project }: { project?: string }) {
  const trpc = useTRPC();
  const serving = useQuery(servingQuery(trpc, project));
  const { data } = serving;
  return (
    <Panel>
      <PanelHead title="Serving now">
        {data && (
          <span className="text-sub text-ink-3">
            {count(data.models, "model")} · {count(data.environments, "environment")}
            <Broken items={data.items} />
          </span>
        )}
      </PanelHead>
      {serving.isError ? (
        <ErrorState {...errorText(serving.error)} onRetry={serving.refetch} inline />
      ) : !data ? (
        <SkeletonRows rows={4} />
      ) : data.items.length === 0 ? (
        <EmptyState title="No models yet">
          Models appear here as soon as a connected registry has one; what serves shows once an environment is
          named.
        </EmptyState>
      ) : (
        <Table label="Serving now" stacked>
          <thead>
            <tr>
              <Th>Model</Th>
              <Th>Serves</Th>
              <Th end>Live metric, 24 h</Th>
              <Th>7 days</Th>
              <Th>Next</Th>
              <Th end>Reports</Th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((item) => (
              <Row key={`${item.project} ${item.model}`} item={item} />
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

/** The mean of the last 24 hours, red with its bound where it breaks it; it leads to its chart. */
function LiveValue({ live, day, href }: { live: Live; day: NonNullable<Live["day"]>; href: string }) {
  const bound = live.bound && boundWords(live.bound);
  return (
    <span title={`Mean of the last 24 h, n = ${formatCount(day.n)}${bound ? `; asked is ${bound}` : ""}`}>
      <Link href={href} className="hover:underline">
        <span className={live.state === "broken" ? "font-medium text-bad" : undefined}>
          {formatMetric(day.mean)}
        </span>{" "}
        <span className="text-ink-3">{live.name}</span>
      </Link>
      {live.state === "broken" && live.bound && (
        <span className="block text-sub">
          <StateIcon shape="bad" word={pastWords(live.bound)} />
        </span>
      )}
      {live.recoveredDays !== null && (
        <span className="block text-sub text-ink-3">recovered {live.recoveredDays} d ago</span>
      )}
    </span>
  );
}

/** Why there is no live value to show. */
function noValue({ main, live }: Item): string {
  if (!live) return "no live metric";
  return main ? `no value since v${main.version} serves` : "nothing serves";
}

/** How many live metrics break their policy's bound. */
function Broken({ items }: { items: Item[] }) {
  const broken = items.filter((item) => item.live?.state === "broken").length;
  if (broken === 0) return null;
  return (
    <>
      {" "}
      · <b className="font-medium text-bad">{formatCount(broken)} past its bound</b>
    </>
  );
}

function progressOf({ status, gates, approvals }: NonNullable<Item["openPromotion"]>): string {
  if (status === "executing") return "going live";
  return status === "blocked"
    ? `${gates.passed} of ${gates.total} gates`
    : `${approvals.done} of ${approvals.total}`;
}

const count = (n: number, noun: string) => `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;

function Row({ item }: { item: Item }) {
  const { model, project, main, next, live, openPromotion, reports } = item;
  return (
    <Tr>
      <Td className="max-w-52 truncate">
        <Link href={paths.model(model, { project })} className="font-medium">
          {visibleText(model)}
        </Link>
      </Td>
      <Td label="Serves">
        {main ? (
          <>
            <Tag tone="ink" title={main.environment} href={paths.version(model, main.version, { project })}>
              v{main.version}
            </Tag>{" "}
            <span className="text-ink-3">
              since <TimeAgo at={main.since} ago={false} />
            </span>
            {main.promotion === null && (
              <span className="block text-sub text-ink-3" title={setOutside}>
                set in the registry
              </span>
            )}
          </>
        ) : (
          <span className="text-ink-3">never promoted</span>
        )}
      </Td>
      <Td end label="Live, 24 h">
        {live?.day ? (
          <LiveValue
            live={live}
            day={live.day}
            href={paths.liveMetric(model, { project, environment: main?.environment, metric: live.name })}
          />
        ) : (
          <span className="text-ink-3">{noValue(item)}</span>
        )}
      </Td>
      <Td label="7 days">
        {live && (
          <Sparkline
            values={live.week}
            bound={live.bound?.value}
            label={valuesSentence(`${live.name} of ${visibleText(model)} over 7 days`, live.week)}
          />
        )}
      </Td>
      <Td label="Next">
        {next?.version ? (
          <Tag title={next.environment} href={paths.version(model, next.version, { project })}>
            v{next.version}
          </Tag>
        ) : (
          !openPromotion && <span className="text-ink-3">nothing staged</span>
        )}{" "}
        {openPromotion && (
          <Tag tone="wait" href={paths.promotion(openPromotion.id)}>
            v{openPromotion.version} · {progressOf(openPromotion)}
          </Tag>
        )}
      </Td>
      <Td end label="Reports" className={reports === 0 ? "text-ink-3" : undefined}>
        {reports === 0 ? (
          0
        ) : (
          <Link
            href={paths.feedback({ project, model, status: "open" })}
            title="New and confirmed reports"
            className="hover:underline"
          >
            {formatCount(reports)}
          </Link>
        )}
      </Td>
    </Tr>
  );
}
