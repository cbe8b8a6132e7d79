import Anser from "anser";

/** The eight colours of a terminal, as ours say them; the rest of its palette is left to the text's own colour. */
const colours: Record<string, string> = {
  "ansi-red": "text-bad",
  "ansi-bright-red": "text-bad",
  "ansi-green": "text-ok",
  "ansi-bright-green": "text-ok",
  "ansi-yellow": "text-wait",
  "ansi-bright-yellow": "text-wait",
  "ansi-blue": "text-run",
  "ansi-bright-blue": "text-run",
  "ansi-cyan": "text-run",
  "ansi-bright-cyan": "text-run",
  "ansi-black": "text-ink-3",
  "ansi-bright-black": "text-ink-3",
};

/** A line of a log with its terminal colours. */
export function AnsiText({ text }: { text: string }) {
  if (!text.includes("\u001b")) return text;
  const parts = Anser.ansiToJson(text, { use_classes: true, remove_empty: true });
  let at = 0;
  return parts.map((part) => {
    const key = at;
    at += part.content.length;
    const bold = part.decorations.includes("bold") ? "font-semibold" : "";
    return (
      <span key={key} className={`${colours[part.fg ?? ""] ?? ""} ${bold}`}>
        {part.content}
      </span>
    );
  });
}
