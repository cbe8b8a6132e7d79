import type { Metadata } from "next";
import { readAddress, type WithSearch } from "@/app/address";
import { ask, FirstData, trpc } from "@/app/first-data";
import { NewPromotionPage } from "@/components/promotions/new-promotion-page";
import {
  challengeOf,
  environmentChoicesQuery,
  modelChoicesQuery,
  previewQuery,
  versionChoicesQuery,
} from "@/components/promotions/queries";
import { requestParams } from "@/components/promotions/search-params";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Request promotion" };

export default async function Page(props: WithSearch) {
  await requireSession("/promotions/new");
  const at = await readAddress(requestParams, props);
  const asks = [
    ask(modelChoicesQuery(trpc, at)),
    ...(at.model ? [ask(versionChoicesQuery(trpc, at)), ask(environmentChoicesQuery(trpc, at))] : []),
    ...(challengeOf(at) ? [ask(previewQuery(trpc, at))] : []),
  ];
  return (
    <FirstData asks={asks}>
      <NewPromotionPage />
    </FirstData>
  );
}
