import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readAddress, type WithSearch } from "@/app/address";
import { askForTitle, FirstData, trpc } from "@/app/first-data";
import { runQuery } from "@/components/runs/queries";
import { RunPage } from "@/components/runs/run-page";
import { runParams } from "@/components/runs/search-params";
import { fullTitleOf } from "@/components/runs/words";
import { paths } from "@/components/shell/paths";
import { requireSession } from "@/server/http/auth";
import { firstQueries } from "./first-queries";

type Props = WithSearch & { params: Promise<{ id: string }> };

const isId = (id: string) => /^[1-9]\d{0,17}$/.test(id);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const run = isId(id) ? await askForTitle(runQuery(trpc, id)) : null;
  return { title: run ? fullTitleOf(run) : "Run" };
}

export default async function Page(props: Props) {
  const { id } = await props.params;
  if (!isId(id)) notFound();
  await requireSession(paths.run(id));
  return (
    <FirstData asks={firstQueries(id, await readAddress(runParams, props))}>
      <RunPage id={id} />
    </FirstData>
  );
}
