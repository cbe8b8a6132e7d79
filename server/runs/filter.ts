/** What the one-line filter language says: conditions that all hold. */
export type Condition =
  | { on: "metrics"; name: string; op: ">" | ">=" | "<" | "<=" | "=" | "!="; value: number }
  | { on: "params"; name: string; op: ">" | ">=" | "<" | "<="; value: number }
  | { on: "params" | "tags"; name: string; op: "=" | "!=" | "~"; value: string };

export type ParsedFilter =
  | { ok: true; conditions: Condition[] }
  | { ok: false /** where in the text */; at: number; what: string; todo: string };

type Token = { at: number; text: string; quoted: boolean };

const example = 'Write it like metrics.auc > 0.97 and params.depth = 8 and tags."team name" = risk.';
const operators = ["=", "!=", ">", ">=", "<", "<=", "~"];
/** More conditions than a reader can follow, and each costs a join. */
const mostConditions = 8;

class Wrong extends Error {
  constructor(
    readonly at: number,
    message: string,
    readonly todo: string = example,
  ) {
    super(message);
  }
}

/**
 * Reads `metrics.NAME > 0.97 and params.NAME = 8 and tags.NAME ~ part`.
 * A name or value that holds spaces or operators stands in quotes ("…", '…' or `…`); `~` means contains.
 */
export function parseFilter(text: string): ParsedFilter {
  try {
    return { ok: true, conditions: conditionsOf(tokens(text), text.length) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { ok: false, at: error.at, what: error.message, todo: error.todo };
  }
}

/** The same words back, in one form: what is equal reads equal. */
export function formatCondition({ on, name, op, value }: Condition): string {
  return `${on}.${quote(name)} ${op} ${typeof value === "number" ? numberText(value) : quote(value)}`;
}

const numberText = (value: number) => (Object.is(value, -0) ? "0" : String(value));

function quote(text: string): string {
  if (/^[^\s"'`=<>~!\\]+$/.test(text) && text.toLowerCase() !== "and") return text;
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s+|(?<open>["'`])|(?<op>!=|>=|<=|[=<>~])|(?<bare>[^\s"'`=<>~!]+)|(?<other>.)/gsu;
  let match = pattern.exec(text);
  while (match) {
    const { open, op, bare, other } = match.groups ?? {};
    if (other) throw new Wrong(match.index, `${other} can't stand here.`);
    if (op) found.push({ at: match.index, text: op, quoted: false });
    else if (open || bare) {
      const part = open ? quotedPart(text, match.index, open) : { text: bare ?? "", end: pattern.lastIndex };
      pattern.lastIndex = part.end;
      const before = found.at(-1);
      // metrics."val auc" and "a"b are one word.
      if (before && !isOperator(before) && ends.get(before) === match.index) {
        before.text += part.text;
        before.quoted ||= Boolean(open);
        ends.set(before, part.end);
      } else {
        const token = { at: match.index, text: part.text, quoted: Boolean(open) };
        ends.set(token, part.end);
        found.push(token);
      }
    }
    match = pattern.exec(text);
  }
  return found;
}

/** Where a word's text ends in the source, so that parts that touch are joined. */
const ends = new WeakMap<Token, number>();

function quotedPart(text: string, at: number, mark: string): { text: string; end: number } {
  let inside = "";
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\" && i + 1 < text.length) inside += text[++i];
    else if (text[i] === mark) return { text: inside, end: i + 1 };
    else inside += text[i];
  }
  throw new Wrong(at, `The quote ${mark} is not closed.`, `Close it with another ${mark}.`);
}

const isOperator = (token: Token) => !token.quoted && operators.includes(token.text);
const isAnd = (token: Token | undefined) =>
  token !== undefined && !token.quoted && token.text.toLowerCase() === "and";

function conditionsOf(list: Token[], end: number): Condition[] {
  const conditions: Condition[] = [];
  let i = 0;
  while (i < list.length) {
    if (conditions.length > 0) {
      if (!isAnd(list[i]))
        throw new Wrong(list[i]?.at ?? end, `Conditions are joined by "and"; here stands ${list[i]?.text}.`);
      i++;
    }
    conditions.push(conditionOf(list[i], list[i + 1], list[i + 2], end));
    i += 3;
  }
  if (conditions.length > mostConditions) {
    throw new Wrong(
      0,
      `${conditions.length} conditions are more than the ${mostConditions} a filter takes.`,
      "Leave some out.",
    );
  }
  return conditions;
}

function conditionOf(
  field: Token | undefined,
  op: Token | undefined,
  value: Token | undefined,
  end: number,
): Condition {
  if (!field || isOperator(field) || isAnd(field))
    throw new Wrong(field?.at ?? end, "A condition begins with metrics., params. or tags. and a name.");
  const [, on, name] = /^(metrics?|params?|tags?)\.(.+)$/s.exec(field.text) ?? [];
  if (!on || !name) throw new Wrong(field.at, `${field.text} can't be filtered by here.`);
  if (!op || !isOperator(op))
    throw new Wrong(op?.at ?? end, `After ${field.text} comes one of ${operators.join(" ")}.`);
  if (!value || isOperator(value))
    throw new Wrong(value?.at ?? end, `After ${field.text} ${op.text} comes a value.`);
  return typed(on.replace(/s?$/, "s"), name, op, value);
}

function typed(on: string, name: string, op: Token, value: Token): Condition {
  if (on === "metrics") {
    if (op.text === "~") throw new Wrong(op.at, "A metric is a number: ~ is for params and tags.");
    return { on, name, op: op.text as ">", value: numeric(value, `metrics.${name}`) };
  }
  if (on === "params" && /[<>]/.test(op.text)) {
    return { on, name, op: op.text as ">", value: numeric(value, `params.${name}`) };
  }
  if (/[<>]/.test(op.text)) throw new Wrong(op.at, "A tag is text: use =, != or ~.");
  return { on: on as "tags", name, op: op.text as "=", value: value.text };
}

function numeric(value: Token, what: string): number {
  const known = { infinity: Number.POSITIVE_INFINITY, "-infinity": Number.NEGATIVE_INFINITY };
  const number = known[value.text.toLowerCase() as keyof typeof known] ?? Number(value.text.trim() || "x");
  if (Number.isNaN(number)) {
    throw new Wrong(
      value.at,
      `${what} is compared with a number; ${value.text} is none.`,
      "Write a number such as 0.97 or 1e-3.",
    );
  }
  return number;
}
