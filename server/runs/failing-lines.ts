/** One line of a log as it is shown: without control sequences that draw nothing. */
export type LogLine = { /** from 1 */ number: number /** may hold ANSI colours */; text: string };

/** What begins the sequences a terminal acts on. */
const esc = "\u001b";
const sectionMark = /section_(?:start|end):\d+:[^\r\n]*\r?/g;
const eraseLine = new RegExp(`${esc}\\[\\d*K`, "g");
const colour = new RegExp(`${esc}\\[[\\d;]*m`, "g");
const otherSequence = new RegExp(`${esc}(?:\\[[\\d;?]*[A-LN-Za-ln-z]|[()][A-Z0-9])`, "g");
/** Some CI runners put the time, the stream and a mark of continuation before each line. */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z \d\d[OE]([ +])/;

/** The lines of a log: a progress bar that overwrites itself is its last state, markers of sections are gone. */
export function logLines(text: string): LogLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const found: LogLine[] = [];
  for (const raw of lines) {
    const mark = stamp.exec(raw)?.[1];
    const shown = clean(raw.replace(stamp, ""));
    const last = found.at(-1);
    if (mark === "+" && last) last.text += shown;
    else found.push({ number: found.length + 1, text: shown });
  }
  return found;
}

function clean(raw: string): string {
  const bare = raw
    .replace(sectionMark, "")
    .replace(eraseLine, "")
    .replace(otherSequence, "")
    .replace(/\r+$/, "");
  return bare.slice(bare.lastIndexOf("\r") + 1);
}

export const plain = (text: string): string => text.replace(colour, "");

/** Said where something failed, and hardly anywhere else. */
const strong = [
  /^E {2,}\S/,
  /^(?:\S*::)?\S*.*\b(?:FAILED|FAILURE)\b/,
  /\b(?:[A-Z][A-Za-z]*(?:Error|Exception)|panic|fatal error|AssertionError)\b\s*[:(]/,
  /^\s*(?:error|fatal|FATAL|panic|ERROR|Error)(?:\[\w+\])?\s*[:!]/,
  /\berror (?:TS|E|CS|C|LNK)\d+\b/,
  /^\s*(?:✗|✘|×|✕|not ok\b|--- FAIL:|FAIL\b)/,
  /^Traceback \(most recent call last\)/,
  /\bsegmentation fault\b|\bcore dumped\b|\bout of memory\b|\bOOMKilled\b/i,
  /\bcommand not found\b|: not found$|: No such file or directory$/,
  /\bexit(?:ed with)? (?:code|status) [1-9]\d*\b/i,
];
const weak = [/\b(?:error|failed|failure|exception|aborted|denied|refused|timed? ?out)\b/i];
/** Words of failure that speak of none. */
const harmless =
  /\b(?:0|no|zero|without) (?:errors?|fail(?:ed|ures?|ing)?)\b|\b(?:errors?|fail(?:ed|ures?)): ?0\b|\b(?:xfailed|continue[-_ ]on[-_ ]error|fail[-_ ]fast|error[-_ ]?rate|on[-_]?error|allow(?:ed)?[-_ ]to[-_ ]fail)\b|^\s*(?:warn(?:ing)?|info|debug)\b/i;
const verdict = /^\s*(?:ERROR: Job failed|##\[error\]Process completed)/;

/**
 * The lines that tell why a job failed, by number, in order. Where nothing speaks plainly, lines that mention failure;
 * the runner's closing verdict only beside them, since it never is the cause.
 */
export function failingLines(lines: readonly LogLine[]): number[] {
  const spoken = lines
    .map(({ number, text }) => ({ number, text: plain(text) }))
    .filter(({ text }) => !harmless.test(text));
  const verdicts = spoken.filter(({ text }) => verdict.test(text));
  const causes = spoken.filter(({ text }) => !verdict.test(text));
  const plainly = causes.filter(({ text }) => strong.some((pattern) => pattern.test(text)));
  const found =
    plainly.length > 0 ? plainly : causes.filter(({ text }) => weak.some((pattern) => pattern.test(text)));
  return [...found, ...verdicts].map((line) => line.number).sort((a, b) => a - b);
}

export type LogRow =
  | { kind: "line"; number: number }
  | { kind: "fold"; from: number; to: number; passing: boolean };

const around = 3;
const shownAtEnd = 12;
const foldFrom = 10;
const passing = /\b(?:PASS(?:ED)?|ok|passed)\b|✓|✔/;

/**
 * How a failed log is shown: the failures with a few lines around them, the end, and the stretches between folded.
 * A log without failures is shown whole.
 */
export function foldedRows(lines: readonly LogLine[], failing: readonly number[]): LogRow[] {
  const row = (number: number): LogRow => ({ kind: "line", number });
  if (failing.length === 0) return lines.map((line) => row(line.number));
  const kept = new Set<number>();
  for (const number of failing) for (let n = number - around; n <= number + around; n++) kept.add(n);
  for (let n = lines.length - shownAtEnd + 1; n <= lines.length; n++) kept.add(n);
  const rows: LogRow[] = [];
  for (let number = 1; number <= lines.length; ) {
    let next = number;
    while (next <= lines.length && !kept.has(next)) next++;
    if (next - number >= foldFrom) {
      const passing = mostlyPassing(lines.slice(number - 1, next - 1));
      rows.push({ kind: "fold", from: number, to: next - 1, passing });
      number = next;
    } else {
      rows.push(row(number));
      number++;
    }
  }
  return rows;
}

const mostlyPassing = (lines: readonly LogLine[]): boolean =>
  lines.filter(({ text }) => passing.test(plain(text))).length > lines.length / 2;
