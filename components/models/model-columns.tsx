import { paths } from "@/components/shell/paths";
import { Link } from "@/components/ui/link";
import { Tag } from "@/components/ui/tag";
import { Day, TimeAgo } from "@/components/ui/time-ago";
import type { Column } from "@/components/ui/virtual-table-head";
import type { Model } from "@/server/models/schema";
import { progressWords } from "./progress-words";

/** The columns of the list of models. On a phone: its name, what users meet, and what waits. */
export function modelColumns(at: { project?: string; severalProjects: boolean }): Column<Model>[] {
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
    ...(at.severalProjects
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
    { id: "serving", head: "Serves users", width: "190px", cell: (row) => <Main row={row} /> },
    { id: "others", head: "Elsewhere", width: "200px", hideBelow: "lg", cell: (row) => <Others row={row} /> },
    {
      id: "waiting",
      head: "On its way",
      width: "190px",
      hideBelow: "md",
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
      cell: (row) =>
        row.reports === 0 ? (
          <span className="text-ink-3">0</span>
        ) : (
          <Link
            href={paths.feedback({ project: row.project, model: row.name })}
            className="relative z-1 hover:underline"
          >
            {row.reports}
          </Link>
        ),
    },
  ];
}

function Main({ row }: { row: Model }) {
  const [main] = row.serving;
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
  return row.serving.slice(1).map((each) => (
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
        v{first.version}: {progressWords(first)}
      </Tag>
      {more.length > 0 && <span className="text-ink-3"> +{more.length}</span>}
    </span>
  );
}
