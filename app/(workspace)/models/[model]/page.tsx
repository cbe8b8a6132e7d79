import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { ask, askObject, askPages, FirstData, trpc } from "@/app/first-data";
import { ModelPage } from "@/components/models/model-page";
import { atOf, headQuery, timelineQuery, versionsQuery } from "@/components/models/queries";
import { timelineParams } from "@/components/models/search-params";
import { nameIn, paths } from "@/components/shell/paths";
import { visibleText } from "@/components/ui/visible-text";
import { requireSession } from "@/server/http/auth";

type Props = WithSearch & { params: Promise<{ model: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: visibleText(nameIn((await params).model)) };
}

export default async function Page(props: Props) {
  const model = nameIn((await props.params).model);
  const project = await projectOf(props);
  await requireSession(paths.model(model, { project }));
  const shown = await readAddress(timelineParams, props);
  const asks = [
    askObject(headQuery(trpc, model, project), (head) => [
      ask(timelineQuery(trpc, head, shown)),
      askPages(versionsQuery(trpc, atOf(head))),
    ]),
  ];
  return (
    <FirstData asks={asks}>
      <ModelPage model={model} project={project} />
    </FirstData>
  );
}
