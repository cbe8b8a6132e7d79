import type { Metadata } from "next";
import { projectOf, type WithSearch } from "@/app/address";
import { ask, askObject, FirstData, trpc } from "@/app/first-data";
import { versionQuery } from "@/components/models/queries";
import { VersionPage } from "@/components/models/version-page";
import { nameIn, paths } from "@/components/shell/paths";
import { traceQuery } from "@/components/trace/queries";
import { visibleText } from "@/components/ui/visible-text";
import { requireSession } from "@/server/http/auth";

type Props = WithSearch & { params: Promise<{ model: string; version: string }> };

async function read({ params }: Props) {
  const { model, version } = await params;
  return { model: nameIn(model), version: nameIn(version) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { model, version } = await read(props);
  return { title: `${visibleText(model)} v${version}` };
}

export default async function Page(props: Props) {
  const { model, version } = await read(props);
  const project = await projectOf(props);
  await requireSession(paths.version(model, version, { project }));
  const asks = [
    askObject(versionQuery(trpc, model, version, project), (seen) => [
      ask(traceQuery(trpc, `version:${seen.model}@${seen.version}`, seen.project)),
    ]),
  ];
  return (
    <FirstData asks={asks}>
      <VersionPage model={model} version={version} project={project} />
    </FirstData>
  );
}
