import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

/** The tables of models and of a model's versions: columns, keys, and rows on a phone. */

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("viewer") });
});
test.afterAll(() => page.context().close());

const table = (name: string) => page.getByRole("table", { name });
const links = (name: string) =>
  table(name)
    .getByRole("row")
    .getByRole("link", { name: /^v?[\w-]+$/ });
const head = (name: string, column: string) =>
  table(name).getByRole("columnheader", { name: column, exact: true });

async function open(path: string, name: string): Promise<void> {
  await page.goto(`${sample().url}${path}`);
  await expect(links(name).first()).toBeVisible();
}

test("columns of models are hidden, remembered and reset", async () => {
  await open("/models", "Models");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Hide Elsewhere" }).click();
  await expect(head("Models", "Elsewhere")).toHaveCount(0);
  await open("/models", "Models");
  await expect(head("Models", "Reports")).toBeVisible();
  await expect(head("Models", "Elsewhere")).toHaveCount(0);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(head("Models", "Elsewhere")).toBeVisible();
  await expect(page).toHaveURL(/\/models$/);
});

test("each model remembers the columns of its own versions", async () => {
  const hide = page.getByRole("button", { name: "Hide Commit" });
  await open("/models/breast-cancer", "Versions");
  await page.getByRole("button", { name: "Columns" }).click();
  await hide.click();
  await page.keyboard.press("Escape");
  await expect(head("Versions", "Commit")).toHaveCount(0);
  await expectAccessible(page);
  await open("/models/digit-reader", "Versions");
  await expect(head("Versions", "Commit")).toBeVisible();
  await open("/models/breast-cancer", "Versions");
  await expect(head("Versions", "State")).toBeVisible();
  await expect(head("Versions", "Commit")).toHaveCount(0);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(head("Versions", "Commit")).toBeVisible();
});

test("versions come newest first, and j, k and Enter walk them", async () => {
  await open("/models/breast-cancer", "Versions");
  await expect(head("Versions", "Registered")).toHaveAttribute("aria-sort", "descending");
  const rows = table("Versions").getByRole("row");
  await expect(links("Versions").first()).toHaveText("v14");
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(rows.nth(1)).toHaveAttribute("data-selected", "true", { timeout: 500 });
  }).toPass();
  for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
  await expect(rows.nth(2)).toHaveAttribute("data-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/models\/breast-cancer\/versions\/13/);
});

test("on a phone every column of a version and of a model is in its row", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("/models/breast-cancer", "Versions");
  const version = table("Versions").getByRole("row").nth(1);
  for (const text of [/staging/, /ago|just now/, /recall ?0\.\d+/])
    await expect(version.getByRole("cell").filter({ hasText: text }).first()).toBeVisible();
  await expect(version.getByRole("button", { name: /Copy the commit/ })).toBeVisible();
  await expectAccessible(page);
  await open("/models", "Models");
  const model = table("Models").getByRole("row").filter({ hasText: "breast-cancer" });
  for (const text of [
    /^Production ?v/,
    /^Elsewhere ?v/,
    /^On its way ?v/,
    /^Versions ?\d/,
    /^Registered last ?v/,
    /^Reports ?\d/,
  ])
    await expect(model.getByRole("cell").filter({ hasText: text })).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
});
