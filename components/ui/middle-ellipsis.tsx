import { middleParts } from "./middle-parts";
import { visibleText } from "./visible-text";

/**
 * A long name shortened in the middle, so that its start and its last `tail` characters stay visible. Screen readers and
 * the clipboard get the whole name.
 */
export function MiddleEllipsis({ text, tail = 8 }: { text: string; tail?: number }) {
  const shown = visibleText(text);
  const { start, end } = middleParts(shown, tail);
  if (end === "") {
    return (
      <span title={text} className="inline-block max-w-full truncate align-bottom">
        {shown}
      </span>
    );
  }
  return (
    <span className="relative inline-flex max-w-full min-w-0 align-bottom" title={text}>
      <span className="sr-only">{text}</span>
      <span aria-hidden="true" className="min-w-0 truncate select-none">
        {start}
      </span>
      <span aria-hidden="true" className="flex-none whitespace-pre select-none">
        {end}
      </span>
    </span>
  );
}
