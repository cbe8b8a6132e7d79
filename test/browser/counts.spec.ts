import { expect, type Page, test } from "@playwright/test";
import { sample, signIn } from "./sample";

/** A count of reports is a link: it opens a list of exactly as many items. */

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("viewer") });
});
test.afterAll(() => page.context().close());

const main = () => page.locator("#main");
const open = (path: string) => page.goto(`${sample().url}${path}`);

/** The counts of reports on a page: how many each says, and what it opens. */
async function countsOn(path: string): Promise<{ said: number; href: string }[]> {
  await open(path);
  const links = main()
    .locator("a[href^='/feedback?']")
    .filter({ hasText: /^\d+( |$)/ });
  await expect(links.first()).toBeVisible();
  return links.evaluateAll((all) =>
    all.map((link) => ({
      said: Number.parseInt(link.textContent ?? "", 10),
      href: link.getAttribute("href") ?? "",
    })),
  );
}

for (const path of ["/", "/models", "/models/breast-cancer", "/settings/forms"]) {
  test(`every count of reports on ${path} opens a list of that many`, async () => {
    for (const { said, href } of await countsOn(path)) {
      await open(href);
      const items = page.getByRole("region", { name: "Items" });
      await expect(items.getByRole("listitem"), href).toHaveCount(said);
      const chosen = items.getByRole("radiogroup", { name: "Status" }).locator("label:has(:checked)");
      await expect(chosen, href).toHaveText(new RegExp(`^(Open|All)${said}$`));
    }
  });
}

test("the count of runs in progress opens a list of that many", async () => {
  await open("/");
  const count = page.getByRole("link", { name: /^\d+ live: queued, running or waiting$/ });
  const said = Number.parseInt((await count.textContent()) ?? "", 10);
  expect(said).toBeGreaterThan(0);
  await count.click();
  await expect(page).toHaveURL(/\/runs\?status=/);
  await expect(page.getByRole("status").filter({ hasText: /\bruns?$/ })).toHaveText(
    new RegExp(`^${said} of [\\d,]+ runs$`),
  );
});

test("complaints that got more are counted as their list counts them", async () => {
  await open("/");
  const row = page
    .getByRole("table", { name: "Got worse" })
    .getByRole("row", { name: /complaints/ })
    .first();
  const said = Number(/(\d+), was/.exec((await row.textContent()) ?? "")?.[1]);
  await row.getByRole("link").click();
  await expect(page.getByRole("search", { name: "Filters" }).getByText("sent since")).toBeVisible();
  await expect(page.getByRole("region", { name: "Items" }).getByRole("listitem")).toHaveCount(said);
});

test("the reports of a version, counted in its trace, are the items that it opens", async () => {
  await open("/models/breast-cancer/versions/12");
  const cell = main()
    .locator("a[href^='/feedback?']")
    .filter({ hasText: /\d+ items?/ });
  const said = Number.parseInt(/(\d+) items?/.exec((await cell.textContent()) ?? "")?.[1] ?? "", 10);
  await cell.click();
  await expect(page.getByRole("region", { name: "Items" }).getByRole("listitem")).toHaveCount(said);
});

test("the navigation counts the new reports, which is what Feedback lists", async () => {
  await open("/");
  const link = page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Feedback" });
  const said = Number(/\d+/.exec((await link.textContent()) ?? "")?.[0]);
  await link.click();
  await expect(page.getByRole("region", { name: "Items" }).getByRole("listitem")).toHaveCount(said);
});
