import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";
import { apiOf } from "./visits";

/** A promotion is discussed without a decision, and who is mentioned finds it. */

async function pageOf(browser: Browser, role: string): Promise<Page> {
  const { url, as } = sample();
  const page = await (await browser.newContext()).newPage();
  await signIn(page, { url, ...as(role) });
  return page;
}

async function promotion(): Promise<string> {
  const { url, as } = sample();
  const { items } = await apiOf(url, as("viewer").token)("/promotions?status=pending&model=wine-grader");
  return `${url}/promotions/${items[0]?.id}`;
}

const discussion = (page: Page) => page.locator("section").filter({ has: page.getByText("Discussion") });
const field = (page: Page) => page.getByLabel("Add to the discussion");

test("a comment mentions somebody, who finds it on the Overview and among the promotions until they read it", async ({
  browser,
}) => {
  const contributor = await pageOf(browser, "contributor");
  await contributor.goto(await promotion());
  await field(contributor).click();
  await field(contributor).pressSequentially("Fine by you, @main");
  await expect(contributor.getByRole("option", { name: "@maintainer" })).toBeVisible();
  await expectAccessible(contributor);
  await field(contributor).press("Enter");
  await field(contributor).pressSequentially("? See https://example.com/notes.");
  await expect(field(contributor)).toHaveValue("Fine by you, @maintainer ? See https://example.com/notes.");
  await field(contributor).press("Control+Enter");
  const comment = discussion(contributor).getByRole("listitem").filter({ hasText: "Fine by you" });
  await expect(comment.getByText("@maintainer")).toBeVisible();
  await expect(comment.getByRole("link")).toHaveAttribute("href", "https://example.com/notes");
  await expect(field(contributor)).toHaveValue("");

  const maintainer = await pageOf(browser, "maintainer");
  const card = maintainer.getByRole("link", { name: /contributor mentioned you/ });
  await expect(card).toBeVisible();
  await expectAccessible(maintainer);
  await maintainer.goto(`${sample().url}/promotions`);
  await expect(maintainer.getByText("“Fine by you, @maintainer ? See")).toBeVisible();
  await expectAccessible(maintainer);
  await maintainer.getByRole("link", { name: /contributor on wine-grader/ }).click();
  await expect(discussion(maintainer).getByText("Fine by you")).toBeInViewport();
  await expectAccessible(maintainer);
  await maintainer.goto(`${sample().url}/promotions`);
  await expect(maintainer.getByText("Waits for you").first()).toBeVisible();
  await expect(maintainer.getByText("Fine by you")).toHaveCount(0);
});

test("a comment appears on pages that are open, and is gone from them when it is deleted", async ({
  browser,
}) => {
  const [contributor, approver] = [await pageOf(browser, "contributor"), await pageOf(browser, "approver")];
  for (const page of [contributor, approver]) await page.goto(await promotion());
  await expect(discussion(approver).getByText("asked")).toBeVisible();
  await field(contributor).fill("<b>Two</b> bottles are labelled twice.");
  await contributor.getByRole("button", { name: "Comment", exact: true }).click();
  const there = discussion(approver).getByText("<b>Two</b> bottles are labelled twice.");
  await expect(there).toBeVisible({ timeout: 30_000 });
  await expect(there.getByRole("button", { name: "Delete" })).toHaveCount(0);
  const own = discussion(contributor).getByRole("listitem").filter({ hasText: "bottles are labelled twice" });
  await own.getByRole("button", { name: "Delete" }).click();
  await expectAccessible(contributor);
  await contributor.getByRole("button", { name: "Delete comment" }).click();
  await expect(there).toHaveCount(0, { timeout: 30_000 });
  await expect(discussion(approver).getByText("deleted a comment")).toBeVisible();
});

test("while no name is typed, keys write; Esc closes the list and the arrows move the caret", async ({
  browser,
}) => {
  const page = await pageOf(browser, "contributor");
  await page.goto(await promotion());
  const text = field(page);
  await text.click();
  await text.pressSequentially("one @");
  await expect(page.getByRole("option").first()).toBeVisible();
  await text.press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await text.press("Enter");
  await text.pressSequentially("two");
  await text.press("ArrowUp");
  await text.press("Home");
  await text.pressSequentially("0 ");
  await expect(text).toHaveValue("0 one @\ntwo");
});

test("a viewer reads, and is told why they do not write", async ({ browser }) => {
  const page = await pageOf(browser, "viewer");
  await page.goto(await promotion());
  await expect(page.getByRole("button", { name: "Comment", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await expect(field(page)).toHaveAttribute("placeholder", /takes a contributor/);
  await expectAccessible(page);
});
