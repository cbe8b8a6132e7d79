import { paths } from "@/components/shell/paths";
import { Avatar } from "@/components/ui/avatar";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import { plainText } from "@/server/promotions/comments/mentions";
import type { Mention } from "@/server/promotions/comments/schema";

/** The comments that name the reader, each until they open its promotion. */
export function MentionsPanel({ mentions, more }: { mentions: readonly Mention[]; more: boolean }) {
  return (
    <Panel>
      <PanelHead title="Mentions" sub={`${mentions.length}${more ? "+" : ""}`} />
      <ul className="hairlines">
        {mentions.map(({ comment, promotion }) => (
          <li
            key={comment.id}
            className="relative grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 px-3.5 py-2.5 hover:bg-hover md:min-h-row md:grid-cols-[20px_minmax(0,312px)_minmax(0,1fr)_auto] md:gap-x-3 md:py-0"
          >
            <Avatar name={comment.person.name} />
            <Link
              href={paths.promotion(promotion.id, { comment: comment.id })}
              className="min-w-0 truncate font-semibold -outline-offset-2 after:absolute after:inset-0"
            >
              {comment.person.name} on {visibleText(promotion.model)} v{promotion.version} →{" "}
              {promotion.environment}
            </Link>
            <span
              dir="auto"
              className="row-start-2 min-w-0 truncate text-sub text-ink-3 max-md:col-span-2 max-md:col-start-2 md:col-start-3 md:row-start-1"
            >
              “{plainText(comment.text, comment.mentions)}”
            </span>
            <TimeAgo at={comment.createdAt} className="text-sub whitespace-nowrap text-ink-3" />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
