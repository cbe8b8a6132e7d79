import type { Metadata } from "next";
import { ModelPage } from "@/components/models/model-page";
import { paths } from "@/components/shell/paths";
import { requireSession } from "@/server/http/auth";

type Props = { params: Promise<{ model: string }>; searchParams: Promise<{ project?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).model) };
}

export default async function Page({ params, searchParams }: Props) {
  const model = decodeURIComponent((await params).model);
  const { project } = await searchParams;
  await requireSession(paths.model(model, { project }));
  return <ModelPage model={model} project={project} />;
}
