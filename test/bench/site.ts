import { readSample } from "../browser/sample";
import { upIn } from "../browser/stack";
import { apiOf, type Visit } from "../browser/visits";
import { type Cookie, signIn } from "./sign-in";

/** The sample workspace of one checkout, and its owner's session. */
export type Site = {
  url: string;
  cookies: Cookie[];
  /** Where a visit's page is in this workspace. */
  addressOf: (visit: Pick<Visit, "find">) => Promise<string>;
  stop: () => Promise<void>;
};

/** Starts the sample workspace as the product of a checkout does; builds that checkout first where it is not built. */
export async function startSite(checkout: string): Promise<Site> {
  const { dataDir, stop } = await upIn(checkout, "--sample");
  const { url, as } = readSample(dataDir);
  const owner = as("owner");
  const api = apiOf(url, owner.token);
  return {
    url,
    cookies: await signIn(url, owner),
    addressOf: async ({ find }) => `${url}${await find(api)}`,
    stop,
  };
}
