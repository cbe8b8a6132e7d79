import type { ReactNode } from "react";
import { paths } from "@/components/shell/paths";
import type { ColumnPlan } from "@/components/ui/column-layout";
import { Link } from "@/components/ui/link";
import { NoValue } from "@/components/ui/no-value";
import { Tag } from "@/components/ui/tag";
import { Day, TimeAgo } from "@/components/ui/time-ago";
import type { Column, ColumnMeta } from "@/components/ui/use-data-table";
import { visibleText } from "@/components/ui/visible-text";
import type { Model } from "@/server/models/schema";
import { deletedThere } from "./deleted-tag";
import { progressWords } from "./progress-words";

const mainOf = (row: Model) => row.environments[0]?.name;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The names of the columns. The first environment is named where it is the same for all rows. */
export function modelColumnLabels(rows: readonly Model[]) {
  const mains = [...new Set(rows.flatMap((row) => mainOf(row) ?? []))];
  return {
    name: "Model",
    project: "Project",
    serving: mains.length === 1 && mains[0] ? capital(mains[0]) : "Serves users",
    others: "Elsewhere",
    waiting: "On its way",
    versions: "Versions",
    latest: "Registered last",
    reports: "Reports",
  };
}

/** The project is usually shown where there are several. */
export function modelColumnPlan(severalProjects: boolean): ColumnPlan {
  const order = ["name", "project", "serving", "others", "waiting", "versions", "latest", "reports"];
  return {
    order,
    fixed: ["name"],
    usual: severalProjects ? order : order.filter((id) => id !== "project"),
    pinned: ["name"],
  };
}

/** The columns of the list of models. */
export function modelColumns(rows: readonly Model[]): Column<Model>[] {
  const labels = modelColumnLabels(rows);
  /** `size` in pixels. */
  const column = (
    id: keyof typeof labels,
    size: number,
    meta: ColumnMeta,
    cell: (row: Model) => ReactNode,
  ): Column<Model> => ({
    id,
    header: labels[id],
    size,
    meta: { label: meta.main ? undefined : labels[id], ...meta },
    cell: ({ row }) => cell(row.original),
  });
  return [
    column("name", 200, { main: true, grows: true }, (row) => (
      <span dir="auto" className="font-medium" title={row.description || row.name}>
        {visibleText(row.name)}
        {row.deletedAt !== null && (
          <span className="ml-2">
            <Tag title={deletedThere}>deleted</Tag>
          </span>
        )}
      </span>
    )),
    column("project", 130, { hideBelow: "lg" }, (row) => row.project),
    column("serving", 190, {}, (row) => <Main row={row} />),
    column("others", 200, { hideBelow: "lg" }, (row) => <Others row={row} />),
    column("waiting", 190, {}, (row) => <Waiting row={row} />),
    column("versions", 88, { align: "end", hideBelow: "lg" }, (row) => row.versions),
    column("latest", 150, { align: "end", hideBelow: "lg" }, (row) => <Latest row={row} />),
    column("reports", 84, { align: "end" }, (row) => <Reports row={row} />),
  ];
}

function Latest({ row }: { row: Model }) {
  if (!row.latest) return <NoValue />;
  return (
    <>
      v{row.latest.version} <TimeAgo at={row.latest.createdAt} className="text-ink-3" />
    </>
  );
}

function Reports({ row }: { row: Model }) {
  if (row.reports === 0) return <span className="text-ink-3">0</span>;
  return (
    <Link
      href={paths.feedback({ project: row.project, model: row.name, status: "open" })}
      className="relative z-1 hover:underline"
    >
      {row.reports}
    </Link>
  );
}

function Main({ row }: { row: Model }) {
  const main = row.serving.find((each) => each.environment === mainOf(row));
  if (!main) return <span className="text-ink-3">nothing serves</span>;
  return (
    <>
      <Tag tone="ink" title={main.environment}>
        v{main.version}
      </Tag>{" "}
      <span className="text-ink-3">
        since <Day at={main.since} />
      </span>
    </>
  );
}

function Others({ row }: { row: Model }) {
  const others = row.serving.filter((each) => each.environment !== mainOf(row));
  if (others.length === 0) return <NoValue />;
  return others.map((each) => (
    <span key={each.environment} className="mr-2">
      <Tag>v{each.version}</Tag> <span className="text-ink-3">{each.environment}</span>
    </span>
  ));
}

function Waiting({ row }: { row: Model }) {
  const [first, ...more] = row.openPromotions;
  if (!first) return <NoValue />;
  return (
    <span className="relative z-1">
      <Tag
        tone="wait"
        href={paths.promotion(first.id)}
        title={`v${first.version} asked for ${first.environment}`}
      >
        v{first.version}
        <span>{progressWords(first)}</span>
      </Tag>
      {more.length > 0 && <span className="text-ink-3"> +{more.length}</span>}
    </span>
  );
}
