import { expect, test } from "@playwright/test";
import { expectAccessible, expectScripts, sample, signIn } from "./sample";

test("a roll-back from a model's page says by itself how it ended", async ({ page }) => {
  const { url, as } = sample();
  await signIn(page, { url, ...as("approver") });
  await page.goto(`${url}/models/wine-grader`);
  await expectScripts(page);
  await page.getByRole("button", { name: "Roll back production" }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back production" });
  await dialog.getByLabel("Why").fill("Two bottles in ten are graded wrong.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Roll back to v2" }).click();
  await expect(page.getByText("Rolling production back to v2")).toBeVisible();
  await expect(page.getByText("production serves v2 again")).toBeVisible({ timeout: 60_000 });
});
