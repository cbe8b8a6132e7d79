import { expect, test } from "@playwright/test";
import { readSample, signIn } from "./sample";
import { type Started, up } from "./stack";

let terrapin: Started;
test.beforeAll(async () => {
  test.setTimeout(600_000);
  terrapin = await up("--sample");
});
test.afterAll(() => terrapin?.stop());

test("a page says when Terrapin is gone, and goes on by itself when it is back", async ({ page }) => {
  const owner = readSample(terrapin.dataDir).as("owner");
  await signIn(page, { url: terrapin.url, ...owner });
  await page.goto(`${terrapin.url}/settings/people`);
  const state = (word: string) => page.getByRole("status").filter({ hasText: word });
  await expect(state("live")).toBeVisible();

  await terrapin.kill();
  await expect(state("offline")).toBeVisible({ timeout: 60_000 });

  await terrapin.startAgain();
  await expect(state("live")).toBeVisible({ timeout: 60_000 });
  const email = "after-the-restart@example.com";
  const made = await fetch(`${terrapin.url}/api/v1/people`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      email,
      name: "newcomer",
      password: "long enough for everybody",
      project: "screening",
      role: "viewer",
    }),
  });
  expect(made.status, await made.clone().text()).toBeLessThan(300);
  await expect(page.getByText(email)).toBeVisible();
});
