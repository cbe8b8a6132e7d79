import { formatCount } from "@/components/ui/format";
import type { Shape } from "@/components/ui/state-icon";
import type { Connection, Vendor } from "@/server/connections/schema";

export const vendorNames: Record<Vendor, string> = { mlflow: "MLflow", gitlab: "GitLab" };

/** How a connection does, as shape and word. */
export function stateOf({ status, progress }: Pick<Connection, "status" | "progress">): {
  shape: Shape;
  word: string;
} {
  if (status === "paused") return { shape: "off", word: "paused" };
  if (status === "failing") return { shape: "bad", word: "failing" };
  if (progress) return { shape: "run", word: "reading" };
  if (status === "late") return { shape: "wait", word: "late" };
  return status === "healthy" ? { shape: "ok", word: "healthy" } : { shape: "idle", word: "not read yet" };
}

/** What was read, in the order in which it comes. `historiesToRead` is work that is left and told elsewhere. */
const counted: { key: string; one: string; many: string; of: Vendor[] }[] = [
  { key: "pipelines", one: "experiment", many: "experiments", of: ["mlflow"] },
  { key: "pipelines", one: "pipeline", many: "pipelines", of: ["gitlab"] },
  { key: "runs", one: "run", many: "runs", of: ["mlflow", "gitlab"] },
  { key: "models", one: "model", many: "models", of: ["mlflow"] },
  { key: "versions", one: "version", many: "versions", of: ["mlflow"] },
];

export function countsOf({
  vendor,
  counts,
}: Pick<Connection, "vendor" | "counts">): { name: string; count: number }[] {
  return counted
    .filter(({ key, of }) => of.includes(vendor) && counts[key] !== undefined)
    .map(({ key, one, many }) => ({ name: counts[key] === 1 ? one : many, count: counts[key] ?? 0 }));
}

/** `1,284 runs, 3 models` */
export const countWords = (connection: Pick<Connection, "vendor" | "counts">): string =>
  countsOf(connection)
    .map(({ name, count }) => `${formatCount(count)} ${name}`)
    .join(", ");

type About = { reads: string; address: string; addressHint: string; tokenHint: string };

/** What to say about each vendor where it is connected. */
export const about: Record<Vendor, About> = {
  mlflow: {
    reads:
      "Experiments, runs with their params, metrics and histories, registered models, versions and aliases.",
    address: "http://mlflow.example.com:5000",
    addressHint: "Where the tracking server answers, with its path if it has one.",
    tokenHint: "Sent as a Bearer token.",
  },
  gitlab: {
    reads: "Pipelines and jobs of the projects named below.",
    address: "https://gitlab.example.com",
    addressHint: "The server itself, not one of its projects.",
    tokenHint: "A project, group or personal access token with the scope read_api.",
  },
};

export const everyOptions = [
  { value: "10", label: "every 10 seconds" },
  { value: "30", label: "every 30 seconds" },
  { value: "60", label: "every minute" },
  { value: "300", label: "every 5 minutes" },
  { value: "900", label: "every 15 minutes" },
  { value: "3600", label: "every hour" },
];
