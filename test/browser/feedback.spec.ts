import { readFileSync } from "node:fs";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

async function openAs(browser: Browser, role: string, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const { url, as } = sample();
  await signIn(page, { url, ...as(role) });
  await page.goto(`${url}${path}`);
  return page;
}

const items = (page: Page) => page.getByRole("region", { name: "Items" });
const filters = (page: Page) => page.getByRole("search", { name: "Filters" });

test("a report through a link says what the model had said, and stands beside it as a correction", async ({
  browser,
}) => {
  const { url } = sample();
  const stranger = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await stranger.goto(`${url}/forms/wrong-result?prediction=feed01&predicted=benign`);
  await expect(stranger.getByText("The model said benign.")).toBeVisible();
  await expectAccessible(stranger);
  await stranger.getByRole("radio", { name: "malignant" }).check();
  await stranger.getByRole("radio", { name: "5", exact: true }).check();
  await stranger.getByRole("radio", { name: "Wrong result" }).check();
  await stranger.getByRole("button", { name: "Send report" }).click();
  await expect(stranger.getByText("Your report was sent")).toBeVisible();

  const page = await openAs(browser, "contributor", "/feedback?q=feed01");
  await expect(items(page).getByText("benign → malignant")).toBeVisible();
  const item = page.getByRole("region", { name: "Item", exact: true });
  await expect(item.getByText("The model said")).toBeVisible();
  await expect(item.getByText("benign", { exact: true })).toBeVisible();
  await stranger.context().close();
  await page.context().close();
});

test("the list is narrowed by search and filters, and says where reports are when nothing fits", async ({
  browser,
}) => {
  const page = await openAs(browser, "contributor", "/feedback");
  await page.getByLabel("Search feedback").fill("scan was rather dark");
  await expect(items(page).getByText("No new report fits the search and filters.")).toBeVisible();
  await items(page)
    .getByRole("button", { name: /confirmed$/ })
    .click();
  await expect(page).toHaveURL(/status=confirmed/);
  await expect(items(page).getByText(/scan was rather dark/)).toBeVisible();

  await filters(page).getByRole("button", { name: "filter", exact: false }).first().click();
  await page.getByRole("menuitem", { name: "model" }).click();
  await expect(page).toHaveURL(/model=/);
  await expectAccessible(page);
  await page.goto(`${sample().url}/feedback?q=nowhere&complaint=true`);
  await items(page).getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\/feedback$/);
  await expect(page.getByLabel("Search feedback")).toHaveValue("");
  await expect(items(page).getByRole("listitem").first()).toBeVisible();
  await page.context().close();
});

test("Export downloads the listed items as CSV, for who is signed in", async ({ browser }) => {
  const page = await openAs(browser, "viewer", "/feedback?status=confirmed&model=breast-cancer");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export" }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  const shown = await items(page).getByRole("link").filter({ hasText: "breast-cancer" }).count();
  expect(lines[0]).toContain("predictedLabel,correctedLabel");
  expect(lines).toHaveLength(shown + 1);
  expect(lines.slice(1).every((line) => line.includes(",breast-cancer,"))).toBe(true);

  const refused = await fetch(`${sample().url}/feedback/export?format=csv`);
  expect(refused.status).toBe(401);
  await page.context().close();
});

test("a viewer sees why nothing can be decided, and the keys do nothing", async ({ browser }) => {
  const page = await openAs(browser, "viewer", "/feedback");
  const confirm = page.getByRole("button", { name: /^Confirm/ });
  await expect(confirm).toHaveAttribute("aria-disabled", "true");
  await expect(confirm).toHaveAccessibleDescription("This takes the role contributor in the project.");
  await page.keyboard.press("c");
  await expect(confirm).toBeVisible();
  await page.context().close();
});
