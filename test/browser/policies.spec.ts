import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

/** The policy editor: a row for each gate, drawn as its kind states. */

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("maintainer") });
});
test.afterAll(() => page.context().close());

const field = (name: string) => page.getByRole("dialog").getByLabel(name);

test("a gate is added, refused while a field does not fit, changed to another condition and saved", async () => {
  await page.goto(`${sample().url}/settings/policies`);
  await page.getByRole("button", { name: "Edit the policy of digit-reader in staging" }).click();
  await expect(field("Metric of gate 1")).toHaveValue("accuracy");
  await expect(field("Bound of gate 1")).toHaveValue("0.9");

  await page.getByRole("button", { name: "Add gate" }).click();
  await field("Metric of gate 2").fill("log_loss");
  await expect(page.getByText("lower is better; negative allows a loss")).toBeVisible();
  await field("Bound of gate 2").fill("much");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toHaveText("The bound is not a number.");
  await expectAccessible(page);

  await field("Bound of gate 2").fill("0,5");
  await field("Condition of gate 2").selectOption({ label: "is at most" });
  await expect(field("Metric of gate 2")).toHaveValue("log_loss");
  await expect(field("Bound of gate 2")).toHaveValue("0,5");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Revision 2 is in force")).toBeVisible();
  await expect(page.getByText("log_loss is at most 0.5")).toBeVisible();
});
