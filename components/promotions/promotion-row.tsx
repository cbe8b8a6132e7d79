import { paths } from "@/components/shell/paths";
import { cx } from "@/components/ui/cx";
import { Link } from "@/components/ui/link";
import { StateIcon } from "@/components/ui/state-icon";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import type { ListedPromotion } from "@/server/promotions/schema";
import { isOver } from "@/server/promotions/status";
import { clause, gatesWords, headlineOf, moveWords, stateOf } from "./state";

/** One promotion of the list: version and environment, a summary, and its state. Two lines on a phone. */
export function PromotionRow(props: {
  promotion: ListedPromotion;
  selected: boolean;
  tinted: boolean;
  withProject: boolean;
}) {
  const { promotion, selected, tinted, withProject } = props;
  const over = isOver(promotion.status);
  return (
    <li
      ref={(row) => {
        if (selected) row?.scrollIntoView({ block: "nearest" });
      }}
      className={cx(
        "relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 px-3.5 py-2.5 hover:bg-hover",
        "md:h-row md:grid-cols-[minmax(0,340px)_minmax(0,1fr)_130px] md:py-0",
        selected && "bg-accent-soft",
        tinted && "animate-tint",
      )}
    >
      <Link
        href={paths.promotion(promotion.id)}
        aria-current={selected ? "true" : undefined}
        className={cx(
          "min-w-0 truncate -outline-offset-2 after:absolute after:inset-0",
          over ? "font-medium" : "font-semibold",
        )}
      >
        {promotion.rollbackOf !== null && <span className="font-normal text-ink-3">back to </span>}
        {visibleText(promotion.model)} v{promotion.version} → {promotion.environment}
      </Link>
      <span className="row-start-2 min-w-0 truncate text-sub text-ink-3 max-md:col-span-2 md:col-start-2 md:row-start-1">
        {withProject && <span className="text-ink-2">{promotion.project} · </span>}
        <span className="num">{moveWords(promotion)}</span> ·{" "}
        {promotion.bypass && (
          <span className="text-bad">approvals bypassed by {promotion.bypass.by.name} · </span>
        )}
        <Summary promotion={promotion} over={over} />
      </span>
      <PromotionState promotion={promotion} />
    </li>
  );
}

function PromotionState({ promotion }: { promotion: ListedPromotion }) {
  const { shape, tone, short, word } = stateOf(promotion);
  const place = "justify-self-end whitespace-nowrap md:col-start-3";
  if (promotion.status !== "pending" && !promotion.yourApprovalVoid) {
    return (
      <span className={place} title={word}>
        <StateIcon shape={shape} word={short} />
      </span>
    );
  }
  return (
    <span className={place}>
      <Tag tone={tone} title={word}>
        {promotion.yourApprovalVoid && promotion.status === "pending" ? "asks you again" : short}
      </Tag>
    </span>
  );
}

function Summary({ promotion, over }: { promotion: ListedPromotion; over: boolean }) {
  const { status, outcome, endedAt, createdAt, requestedBy, evidenceChanges } = promotion;
  if (over && status !== "succeeded") {
    return (
      <>
        {outcome && clause(outcome)}
        {endedAt && (
          <>
            , <TimeAgo at={endedAt} />
          </>
        )}
      </>
    );
  }
  if (status === "succeeded") {
    return (
      <>
        {promotion.serving ? "since" : "from"} {endedAt && <TimeAgo at={endedAt} />} · asked by{" "}
        {requestedBy.name}
      </>
    );
  }
  const headline = headlineOf(promotion.gates);
  return (
    <>
      {promotion.yourApprovalVoid && (
        <span className="text-wait">{evidenceChanges[0] ?? "the evidence changed"} · </span>
      )}
      {headline && (
        <span className={headline.better === null ? undefined : headline.better ? "text-ok" : "text-bad"}>
          {headline.text} ·{" "}
        </span>
      )}
      {gatesWords(promotion.gates)} · asked by {requestedBy.name} <TimeAgo at={createdAt} />
    </>
  );
}
