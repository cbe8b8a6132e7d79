import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

type Visit = { route: string; heading: RegExp; find: (api: Api) => Promise<string> };
type Api = (path: string) => Promise<{ items: Record<string, unknown>[] }>;

const fixed = (path: string) => async () => path;
const first = async (api: Api, list: string, to: (item: Record<string, unknown>) => string) => {
  const { items } = await api(list);
  const [item] = items;
  if (!item) throw new Error(`the sample has nothing at ${list}`);
  return to(item);
};

/** Every page of the workspace; `route` is its folder under app, `find` an address with real data. */
const visits: Visit[] = [
  { route: "/", heading: /Overview/, find: fixed("/") },
  { route: "/runs", heading: /Runs/, find: fixed("/runs") },
  {
    route: "/runs/[id]",
    heading: /./,
    find: (api) => first(api, "/runs?kind=code&status=failed", (r) => `/runs/${r.id}`),
  },
  {
    route: "/runs/[id]",
    heading: /./,
    find: (api) => first(api, "/runs?kind=training", (r) => `/runs/${r.id}`),
  },
  { route: "/models", heading: /Models/, find: fixed("/models") },
  { route: "/models/[model]", heading: /breast-cancer/, find: fixed("/models/breast-cancer") },
  {
    route: "/models/[model]/versions/[version]",
    heading: /14/,
    find: fixed("/models/breast-cancer/versions/14"),
  },
  { route: "/promotions", heading: /Promotions/, find: fixed("/promotions") },
  {
    route: "/promotions/new",
    heading: /./,
    find: fixed("/promotions/new?model=breast-cancer&version=12&environment=staging"),
  },
  {
    route: "/promotions/[id]",
    heading: /breast-cancer|wine/,
    find: (api) => first(api, "/promotions?status=pending", (p) => `/promotions/${p.id}`),
  },
  { route: "/feedback", heading: /Feedback/, find: fixed("/feedback") },
  { route: "/forms/[slug]", heading: /Report/, find: fixed("/forms/wrong-result") },
  { route: "/settings", heading: /Settings/, find: fixed("/settings") },
  { route: "/settings/account", heading: /./, find: fixed("/settings/account") },
  { route: "/settings/audit", heading: /Audit/, find: fixed("/settings/audit") },
  { route: "/settings/connections", heading: /Connections/, find: fixed("/settings/connections") },
  {
    route: "/settings/connections/[id]",
    heading: /mlflow|gitlab/i,
    find: (api) => first(api, "/connections", (c) => `/settings/connections/${c.id}`),
  },
  { route: "/settings/environments", heading: /Environments/, find: fixed("/settings/environments") },
  { route: "/settings/forms", heading: /Forms/, find: fixed("/settings/forms") },
  { route: "/settings/people", heading: /People/, find: fixed("/settings/people") },
  { route: "/settings/policies", heading: /Policies/, find: fixed("/settings/policies") },
  { route: "/settings/projects", heading: /Projects/, find: fixed("/settings/projects") },
  { route: "/settings/tokens", heading: /Tokens/, find: fixed("/settings/tokens") },
];

const looks = [
  { name: "light at 1440", width: 1440, height: 900, scheme: "light" },
  { name: "dark at 1440", width: 1440, height: 900, scheme: "dark" },
  { name: "light at 390", width: 390, height: 844, scheme: "light" },
  { name: "dark at 390", width: 390, height: 844, scheme: "dark" },
] as const;

/** Set to a folder to keep a picture of every visit. */
const pictures = process.env.PICTURES;

for (const look of looks) {
  test.describe(look.name, () => {
    test.use({ viewport: { width: look.width, height: look.height }, colorScheme: look.scheme });
    let page: Page;
    const complaints: string[] = [];

    test.beforeAll(async ({ browser }) => {
      const context = await browser.newContext({
        viewport: { width: look.width, height: look.height },
        colorScheme: look.scheme,
      });
      page = await context.newPage();
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      const { url, as } = sample();
      await signIn(page, { url, ...as("owner") });
    });
    test.afterAll(() => page.context().close());

    for (const [index, visit] of visits.entries()) {
      test(`${visit.route} (${index}) shows its data, fits and is accessible`, async () => {
        const { url, as } = sample();
        const api: Api = async (path) => {
          const answer = await fetch(`${url}/api/v1${path}`, {
            headers: { authorization: `Bearer ${as("owner").token}` },
          });
          return (await answer.json()) as { items: Record<string, unknown>[] };
        };
        complaints.length = 0;
        await page.goto(`${url}${await visit.find(api)}`);
        await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(visit.heading);
        await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "the page does not scroll sideways").toBeLessThanOrEqual(0);
        if (pictures) {
          await page.screenshot({
            path: `${pictures}/${index}${visit.route.replaceAll("/", "_")} ${look.name}.png`,
          });
        }
        await expectAccessible(page);
        expect(complaints).toEqual([]);
      });
    }
  });
}
