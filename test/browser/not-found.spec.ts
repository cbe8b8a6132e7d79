import { expect, test } from "@playwright/test";
import { sample, signIn } from "./sample";

test("an address where nothing is keeps the frame, says what is missing and leads on", async ({ page }) => {
  const { url, as } = sample();
  await signIn(page, { url, ...as("viewer") });
  for (const [path, words] of [
    ["/nowhere", "There is nothing at /nowhere"],
    ["/settings/nowhere", "There is nothing at /settings/nowhere"],
    ["/runs/999999999", "There is no run 999999999"],
    ["/runs/abc", "There is no run abc"],
    ["/models/nobody", "There is no model nobody"],
    ["/models/breast-cancer/versions/99", "There is no breast-cancer v99"],
    ["/promotions/999999999", "There is no promotion 999999999"],
    ["/settings/connections/999999999", "There is no connection 999999999"],
  ] as const) {
    const answer = await page.goto(`${url}${path}`);
    await expect(page.getByRole("heading", { level: 1 }), path).toHaveText(words);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("navigation", { name: "Rooms" }), path).toBeVisible();
  }
  await page.locator("#main").getByRole("link", { name: "Settings" }).click();
  await expect(page).toHaveURL(/\/settings$/);
});

test("who is not signed in is asked to sign in first, whatever the address", async ({ page }) => {
  await page.goto(`${sample().url}/nowhere`);
  await expect(page).toHaveURL(/sign-in\?returnTo=%2Fnowhere$/);
});
