import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";

export const deletedThere = "The registry does not have it any more. What was read of it stays.";

/** Says that the registry does not have a model or a version any more; nothing while it has. */
export function DeletedTag({ at }: { at: string | null }) {
  if (at === null) return null;
  return (
    <Tag tone="bad" title={deletedThere}>
      deleted in the registry, seen <TimeAgo at={at} />
    </Tag>
  );
}
