import { expect, type Page, test } from "@playwright/test";
import { sample, signIn } from "./sample";

/** What is seen is in the address: it survives a reload, the way back, and links that people saved. */

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("viewer") });
});
test.afterAll(() => page.context().close());

const open = (path: string) => page.goto(`${sample().url}${path}`);
/** The tables are loaded when seen; the models' shows its names as links. */
const model = (name: string) => page.getByRole("table", { name: "Models" }).getByRole("link", { name });

test("a filter that was typed is asked for once typing pauses, and survives a reload", async () => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const words = /"q":"([^"]*)"/.exec(decodeURIComponent(request.url()))?.[1];
    if (words !== undefined) asked.push(words);
  });
  await open("/models");
  await expect(model("breast-cancer")).toBeVisible();
  const others = await page.getByRole("table", { name: "Models" }).getByRole("row").count();
  await page.getByLabel("Filter by name").pressSequentially("breast", { delay: 20 });
  await expect(page).toHaveURL(/\/models\?q=breast$/);
  await expect.poll(() => asked).toEqual(["breast"]);
  await page.reload();
  await expect(page.getByLabel("Filter by name")).toHaveValue("breast");
  await expect(model("breast-cancer")).toBeVisible();
  expect(await page.getByRole("table", { name: "Models" }).getByRole("row").count()).toBeLessThan(others);
  await page.getByLabel("Filter by name").fill("");
  await expect(page).toHaveURL(/\/models$/);
});

test("who leaves while typing gets to the other page, and back to what was typed", async () => {
  // A page that takes longer to come than typing to pause.
  await page.route(/\/promotions\?.*_rsc=/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await open("/models");
  await expect(model("breast-cancer")).toBeVisible();
  await page.getByLabel("Filter by name").pressSequentially("wine", { delay: 5 });
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Promotions" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Promotions");
  expect(new URL(page.url()).search).toBe("");
  await page.goBack();
  await expect(page).toHaveURL(/\/models\?q=wine$/);
  await expect(page.getByLabel("Filter by name")).toHaveValue("wine");
  await page.unrouteAll();
});

test("the filters of runs are steps back, and the usual order is not written", async () => {
  await open("/runs");
  const table = page.getByRole("table", { name: "Runs" });
  await expect(table).toBeVisible();
  await page.getByLabel("Time", { exact: true }).selectOption("14d");
  await expect(page).toHaveURL(/\/runs\?range=14d$/);
  await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
  await expect(page).toHaveURL(/\/runs\?range=14d&sort=-?durationMs$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/runs\?range=14d$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/runs$/);
});

test("an address that was saved shows what it showed then", async () => {
  await open(
    "/runs?kind=training&status=failed%2Csucceeded&filter=metrics.auc+%3E+0.1&q=cancer&sort=-durationMs&range=90d",
  );
  await expect(page.getByLabel("Search runs")).toHaveValue("cancer");
  for (const chip of ["training", "failed, succeeded", "> 0.1"])
    await expect(page.getByText(chip, { exact: true }).first()).toBeVisible();
  await open(
    "/models/breast-cancer?range=30d&from=2026-11-01T00%3A00%3A00.000Z&to=2026-11-08T00%3A00%3A00.000Z",
  );
  await expect(page.getByRole("button", { name: "Whole range" })).toBeVisible();
  await open("/feedback?status=confirmed&assignee=nobody");
  await expect(
    page.getByRole("search", { name: "Filters" }).getByText("Nobody's", { exact: true }),
  ).toBeVisible();
  await open("/?range=30d");
  await expect(page.getByLabel("Range")).toHaveValue("30d");
});

test("a value that makes no sense in an address is as if it were not there", async () => {
  await open("/models/breast-cancer?range=yesterday&from=never");
  await expect(page.getByLabel("Range")).toHaveValue("60d");
});
