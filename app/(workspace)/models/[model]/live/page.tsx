import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { LivePage } from "@/components/models/live-page";
import { liveQuery } from "@/components/models/queries";
import { liveParams } from "@/components/models/search-params";
import { nameIn, paths } from "@/components/shell/paths";
import { visibleText } from "@/components/ui/visible-text";
import { requireSession } from "@/server/http/auth";

type Props = WithSearch & { params: Promise<{ model: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const model = nameIn((await props.params).model);
  const { metric } = await readAddress(liveParams, props);
  return { title: `${metric ?? "Live metrics"} · ${visibleText(model)}` };
}

export default async function Page(props: Props) {
  const model = nameIn((await props.params).model);
  const project = await projectOf(props);
  const at = await readAddress(liveParams, props);
  await requireSession(
    paths.liveMetric(model, {
      project,
      environment: at.environment ?? undefined,
      metric: at.metric ?? undefined,
    }),
  );
  return (
    <FirstData asks={[ask(liveQuery(trpc, { model, project }, at))]}>
      <LivePage model={model} project={project} />
    </FirstData>
  );
}
