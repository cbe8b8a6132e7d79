import { paths } from "@/components/shell/paths";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { Day, TimeAgo } from "@/components/ui/time-ago";
import type { Column } from "@/components/ui/virtual-table-head";
import type { Model } from "@/server/models/schema";
import { progressWords } from "./progress-words";

/**
 * The columns of the list of models. The first environment is named in the head where it is the same for all rows.
 * On a phone: the name, what users meet, and what waits.
 */
export function modelColumns(rows: readonly Model[]): Column<Model>[] {
  const severalProjects = new Set(rows.map((row) => row.project)).size > 1;
  const mains = [...new Set(rows.flatMap((row) => mainOf(row) ?? []))];
  return [
    {
      id: "name",
      head: "Model",
      main: true,
      cell: (row) => (
        <span dir="auto" className="font-medium" title={row.description || row.name}>
          {row.name}
        </span>
      ),
    },
    ...(severalProjects
      ? [
          {
            id: "project",
            head: "Project",
            width: "130px",
            hideBelow: "lg" as const,
            cell: (row: Model) => row.project,
          },
        ]
      : []),
    {
      id: "serving",
      head: mains.length === 1 && mains[0] ? capital(mains[0]) : "Serves users",
      width: "min(190px, 26vw)",
      cell: (row) => <Main row={row} />,
    },
    { id: "others", head: "Elsewhere", width: "200px", hideBelow: "lg", cell: (row) => <Others row={row} /> },
    {
      id: "waiting",
      head: "On its way",
      width: "min(190px, 28vw)",
      cell: (row) => <Waiting row={row} />,
    },
    {
      id: "versions",
      head: "Versions",
      width: "88px",
      align: "end",
      hideBelow: "md",
      cell: (row) => row.versions,
    },
    {
      id: "latest",
      head: "Registered last",
      width: "150px",
      align: "end",
      hideBelow: "lg",
      cell: (row) =>
        row.latest && (
          <>
            v{row.latest.version} <TimeAgo at={row.latest.createdAt} className="text-ink-3" />
          </>
        ),
    },
    {
      id: "reports",
      head: "Reports",
      width: "84px",
      align: "end",
      hideBelow: "md",
      cell: (row) =>
        row.reports === 0 ? (
          <span className="text-ink-3">0</span>
        ) : (
          <Link
            href={paths.feedback({ project: row.project, model: row.name, status: "open" })}
            className="relative z-1 hover:underline"
          >
            {row.reports}
          </Link>
        ),
    },
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const mainOf = (row: Model) => row.environments[0]?.name;

function Main({ row }: { row: Model }) {
  const main = row.serving.find((each) => each.environment === mainOf(row));
  if (!main) {
    return (
      <span className="text-ink-3">
        nothing<span className="max-md:hidden"> serves</span>
      </span>
    );
  }
  return (
    <>
      <Tag tone="ink" title={main.environment}>
        v{main.version}
      </Tag>{" "}
      <span className="text-ink-3 max-md:hidden">
        since <Day at={main.since} />
      </span>
    </>
  );
}

function Others({ row }: { row: Model }) {
  return row.serving
    .filter((each) => each.environment !== mainOf(row))
    .map((each) => (
      <span key={each.environment} className="mr-2">
        <Tag>v{each.version}</Tag> <span className="text-ink-3">{each.environment}</span>
      </span>
    ));
}

function Waiting({ row }: { row: Model }) {
  const [first, ...more] = row.openPromotions;
  if (!first) return null;
  return (
    <span className="relative z-1">
      <Tag
        tone="wait"
        href={paths.promotion(first.id)}
        title={`v${first.version} asked for ${first.environment}`}
      >
        v{first.version}
        <span className="max-md:hidden">{progressWords(first)}</span>
        <span className="md:hidden">asked</span>
      </Tag>
      {more.length > 0 && <span className="text-ink-3"> +{more.length}</span>}
    </span>
  );
}
