import { expect, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

/** The record is read in order of time and narrowed; the address says how. */

test("the record is narrowed to a person, an action and days, from either end, and a reload shows the same", async ({
  page,
}) => {
  const { url, as } = sample();
  await signIn(page, { url, ...as("viewer") });
  await page.goto(`${url}/settings/audit`);
  const rows = page.getByRole("table", { name: "Audit" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  await page.getByLabel("Who").selectOption("approver");
  await expect(page).toHaveURL(/person=\d+/);
  await page.getByLabel("What").selectOption("promotion.approved");
  await expect(page).toHaveURL(/action=promotion\.approved/);
  await expect(rows.filter({ hasNotText: "approver" })).toHaveCount(0);
  await expect(rows.filter({ hasNotText: "promotion.approved" })).toHaveCount(0);
  const times = () =>
    rows
      .locator("time")
      .evaluateAll((all) => all.map((time) => Date.parse(time.getAttribute("datetime") ?? "")));
  const newest = await times();
  expect(newest.length).toBeGreaterThan(3);
  expect(newest).toEqual([...newest].sort((a, b) => b - a));

  await page.getByRole("radio", { name: "Oldest first" }).check();
  await expect.poll(times).toEqual(newest.toReversed());
  const day = new Date(newest.at(-1) ?? 0);
  const written = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) =>
    String(n).padStart(2, "0"),
  );
  await page.getByLabel("To day").fill(written.join("-"));
  await expect(page).toHaveURL(/to=/);
  await expect.poll(async () => (await times()).length).toBeLessThan(newest.length);
  expect((await times())[0]).toBe(newest.at(-1));
  await expectAccessible(page);
  const kept = await times();
  await page.reload();
  await expect.poll(times).toEqual(kept);
  await expect(page.getByLabel("To day")).toHaveValue(written.join("-"));
  await expect(page.getByRole("radio", { name: "Oldest first" })).toBeChecked();

  await page.getByLabel("From day").fill("2001-01-01");
  await page.getByLabel("To day").fill("2001-01-02");
  await expect(page.getByText("No event matches")).toBeVisible();
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(rows.first()).toBeVisible();
  await expect(page).toHaveURL(/audit$/);
});
