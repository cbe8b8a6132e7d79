export const ms = (value: number) =>
  value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const times = (a: number, b: number) => `${(a / b).toFixed(a / b < 10 ? 1 : 0)}×`;
export const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
export const count = (n: number) => n.toLocaleString("en-US");
export const against = (met: boolean, aim: string) => `${met ? "yes" : "**no**"} (${aim})`;

export const table = (head: string[], rows: string[][]) =>
  [head, head.map((_, i) => (i === 0 ? "---" : "--:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
