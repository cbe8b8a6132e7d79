import { expect, type Page, test } from "@playwright/test";
import { sample, signIn } from "./sample";
import { apiOf } from "./visits";

/** The search of a job's log goes to its first hit, and on with Enter. */

const lines = (page: Page) => page.getByRole("region", { name: "Lines of the log" });

test("typing goes to the first hit, Enter to the next, Shift+Enter back", async ({ page }) => {
  const { url, as } = sample();
  await signIn(page, { url, ...as("viewer") });
  const { items } = await apiOf(url, as("viewer").token)("/runs?kind=code&status=failed");
  await page.goto(`${url}/runs/${items[0]?.id}?tab=jobs`);
  await expect(lines(page)).toBeVisible();
  // The log opens at its first failure; what is searched is at its beginning, often.
  const search = page.getByLabel("Search the log");
  await search.fill("e");
  const place = page.getByRole("status").filter({ hasText: /of \d+/ });
  await expect(place).toHaveText(/^1 of \d+$/);
  const current = lines(page).locator(".outline");
  await expect(current).toBeInViewport();
  await search.press("Enter");
  await expect(place).toHaveText(/^2 of \d+$/);
  await expect(current).toBeInViewport();
  await search.press("Shift+Enter");
  await expect(place).toHaveText(/^1 of \d+$/);
  await search.fill("no line says this");
  await expect(page.getByRole("status").filter({ hasText: "none" })).toBeVisible();
});
