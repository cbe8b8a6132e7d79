import { paths } from "@/components/shell/paths";
import { Copyable } from "@/components/ui/copyable";
import { formatBytes, formatCount, noValue } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { MiddleEllipsis } from "@/components/ui/middle-ellipsis";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Tag } from "@/components/ui/tag";
import type { VersionDetail } from "@/server/models/schema";
import { Nothing, noRun } from "./version-measures";

const row = "flex min-h-row items-center gap-2 px-3.5 py-1";

/** The data it was trained and tested on. */
export function VersionDatasets({ detail }: { detail: VersionDetail }) {
  return (
    <Panel>
      <PanelHead title="Datasets" />
      {detail.datasets.length === 0 ? (
        <Nothing>{noRun(detail, "datasets")}</Nothing>
      ) : (
        <ul className="hairlines">
          {detail.datasets.map((d) => (
            <li key={`${d.name} ${d.digest} ${d.context}`} className={row}>
              <span className="min-w-0 flex-1 truncate font-medium">{d.name}</span>
              {d.context && <Tag>{d.context}</Tag>}
              <Copyable value={d.digest} label="the dataset's digest" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The files of its source run, by path. */
export function VersionArtifacts({ detail }: { detail: VersionDetail }) {
  const { artifacts, artifactCount, run } = detail;
  const more = artifactCount - artifacts.length;
  return (
    <Panel>
      <PanelHead title="Artifacts">{artifactCount > 0 && formatCount(artifactCount)}</PanelHead>
      {artifacts.length === 0 ? (
        <Nothing>{noRun(detail, "artifacts")}</Nothing>
      ) : (
        <ul className="hairlines max-h-80 overflow-y-auto">
          {artifacts.map((a) => (
            <li key={a.path} className={row}>
              <span className="mono min-w-0 flex-1">
                <MiddleEllipsis text={a.path} tail={18} />
              </span>
              <span className="num text-ink-3">
                {a.sizeBytes === null ? noValue : formatBytes(a.sizeBytes)}
              </span>
            </li>
          ))}
          {more > 0 && run && (
            <li className={row}>
              <Link href={paths.run(run.id)} className="text-accent hover:underline">
                {formatCount(more)} more in the run
              </Link>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

/** A version's tags, and the location of its files. */
export function VersionTags({ detail }: { detail: VersionDetail }) {
  const tags = Object.entries(detail.tags).sort(([a], [b]) => a.localeCompare(b, "en"));
  // The colon keeps the source apart from a tag of that name.
  const facts = [...(detail.source ? [[":source", detail.source]] : []), ...tags] as [string, string][];
  if (facts.length === 0) return null;
  return (
    <Panel>
      <PanelHead title="Source and tags" />
      <dl className="hairlines">
        {facts.map(([key, value]) => (
          <div key={key} className={row}>
            <dt className="max-w-[45%] min-w-0 flex-none truncate text-ink-3" title={key}>
              {key === ":source" ? "source" : key}
            </dt>
            <dd className="mono min-w-0 flex-1 text-right">
              <MiddleEllipsis text={value} tail={16} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
