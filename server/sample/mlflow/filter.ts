import { MlflowRefusal } from "./refusal.ts";

/** MLflow's filter language: comparisons joined by AND. */

export type Clause = {
  /** "attributes", "metrics", "params" or "tags". */
  of: string;
  key: string;
  operator: string;
  /** A number, a text, or the texts of an IN list. */
  value: number | string | string[];
};

const PREFIXES: Record<string, string> = {
  attribute: "attributes",
  attributes: "attributes",
  attr: "attributes",
  run: "attributes",
  metric: "metrics",
  metrics: "metrics",
  param: "params",
  params: "params",
  parameter: "params",
  parameters: "params",
  tag: "tags",
  tags: "tags",
};

const KEY = String.raw`(?:(\w+)\.)?(?:\`([^\`]+)\`|"([^"]+)"|([\w./-]+))`;
const VALUE = String.raw`(?:'((?:[^'\\]|\\.|'')*)'|"([^"]*)"|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|\(([^)]*)\))`;
const CLAUSE = new RegExp(
  String.raw`^\s*${KEY}\s*(!=|>=|<=|=|>|<|NOT IN|IN|ILIKE|LIKE)\s*${VALUE}\s*(?:AND\s+|$)`,
  "i",
);

/** The clauses of a filter; none for an empty one. @throws MlflowRefusal where it cannot be parsed */
export function parseFilter(filter: string): Clause[] {
  const clauses: Clause[] = [];
  let left = filter.trim();
  while (left !== "") {
    const found = CLAUSE.exec(left);
    if (!found)
      throw new MlflowRefusal("INVALID_PARAMETER_VALUE", `Invalid clause(s) in filter string: '${left}'`);
    const [whole, prefix, quoted, doubled, bare, operator = "", text, doubledText, number, list] = found;
    const of = prefix === undefined ? "attributes" : PREFIXES[prefix.toLowerCase()];
    if (!of) throw new MlflowRefusal("INVALID_PARAMETER_VALUE", `Invalid entity type '${prefix}'.`);
    const key = quoted ?? doubled ?? bare ?? "";
    const value =
      list === undefined
        ? number === undefined
          ? (text ?? doubledText ?? "")
          : Number(number)
        : items(list);
    clauses.push({ of, key, operator: operator.toUpperCase(), value });
    left = left.slice(whole.length);
  }
  return clauses;
}

const items = (list: string): string[] =>
  [...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map((found) => found[1] ?? found[2] ?? "");

/** Whether a value meets a clause; what is not there meets none. */
export function meets(clause: Clause, actual: number | string | undefined): boolean {
  const { operator, value } = clause;
  if (actual === undefined) return false;
  if (Array.isArray(value)) return value.includes(String(actual)) === (operator === "IN");
  if (operator === "LIKE") return like(String(value), "").test(String(actual));
  if (operator === "ILIKE") return like(String(value), "i").test(String(actual));
  const [a, b] = typeof actual === "number" ? [actual, Number(value)] : [actual, String(value)];
  if (operator === "=") return a === b;
  if (operator === "!=") return a !== b;
  if (operator === ">") return a > b;
  if (operator === ">=") return a >= b;
  return operator === "<" ? a < b : a <= b;
}

function like(wanted: string, flags: string): RegExp {
  const source = wanted
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, `su${flags}`);
}
