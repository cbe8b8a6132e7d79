import type { Metadata } from "next";
import { VersionPage } from "@/components/models/version-page";
import { paths } from "@/components/shell/paths";
import { requireSession } from "@/server/http/auth";

type Props = {
  params: Promise<{ model: string; version: string }>;
  searchParams: Promise<{ project?: string }>;
};

async function read({ params, searchParams }: Props) {
  const { model, version } = await params;
  const { project } = await searchParams;
  return { model: decodeURIComponent(model), version: decodeURIComponent(version), project };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { model, version } = await read(props);
  return { title: `${model} v${version}` };
}

export default async function Page(props: Props) {
  const { model, version, project } = await read(props);
  await requireSession(paths.version(model, version, { project }));
  return <VersionPage model={model} version={version} project={project} />;
}
