/** A long name shortened in the middle, so that its start and its last `tail` characters stay visible. */
export function MiddleEllipsis({ text, tail = 8 }: { text: string; tail?: number }) {
  const letters = [...text];
  if (letters.length <= tail * 2) {
    return (
      <span title={text} className="inline-block max-w-full truncate align-bottom">
        {text}
      </span>
    );
  }
  return (
    <span className="inline-flex max-w-full min-w-0 align-bottom" title={text}>
      <span className="min-w-0 truncate">{letters.slice(0, -tail).join("")}</span>
      <span className="flex-none whitespace-pre">{letters.slice(-tail).join("")}</span>
    </span>
  );
}
