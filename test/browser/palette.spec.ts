import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectScripts, sample, signIn } from "./sample";

/** The command palette: reports, forms and settings are found, and objects have actions. */

async function openAs(browser: Browser, role: string, path: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as(role) });
  await page.goto(`${sample().url}${path}`);
  return page;
}

async function type(page: Page, words: string) {
  await expectScripts(page);
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await palette.getByRole("combobox").fill(words);
  return palette;
}

test("a report, a form and a page of settings are found and opened", async ({ browser }) => {
  const page = await openAs(browser, "viewer", "/");
  const report = await type(page, "came back with a biopsy");
  await report.getByRole("option", { name: /came back with a biopsy/ }).click();
  await expect(page).toHaveURL(/\/feedback\?.*item=\d+/);
  await expect(page.getByRole("heading", { name: /came back with a biopsy/ })).toBeVisible();

  const form = await type(page, "wrong-result");
  await form.getByRole("option", { name: /Report a wrong result/ }).click();
  await expect(page).toHaveURL(/\/settings\/forms/);

  const settings = await type(page, "gates approvals");
  await settings.getByRole("option", { name: /^Policies/ }).click();
  await expect(page).toHaveURL(/\/settings\/policies/);
  await page.context().close();
});

test("the actions of the page's own object come first; a command acts on what it names", async ({
  browser,
}) => {
  const page = await openAs(browser, "maintainer", "/models/breast-cancer");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("breast-cancer");
  const palette = await type(page, "");
  await expect(palette.getByRole("option").first()).toHaveText(/^Request promotion of breast-cancer/);
  await expectAccessible(page);
  await palette.getByRole("combobox").fill("sync mlflow");
  await expect(palette.getByRole("option").first()).toHaveText("Sync mlflow now");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^mlflow is (read now|about to be read)/)).toBeVisible();

  const approve = await type(page, "approve breast-cancer v14");
  await approve.getByRole("option", { name: "Approve or reject breast-cancer v14 to production" }).click();
  await expect(page).toHaveURL(/\/promotions\/\d+$/);
  await page.context().close();
});

test("what the reader may not do says why", async ({ browser }) => {
  const page = await openAs(browser, "viewer", "/");
  const palette = await type(page, "sync mlflow");
  const sync = palette.getByRole("option", { name: /^Sync mlflow now/ });
  await expect(sync).toContainText("This takes the role maintainer in the project.");
  await expect(sync).toHaveAttribute("aria-disabled", "true");
  await page.context().close();
});
