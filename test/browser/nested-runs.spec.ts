import { expect, type Page, test } from "@playwright/test";
import { type OwnWorkspace, ownWorkspace } from "./own-workspace";
import { expectAccessible, expectScripts } from "./sample";
import type { Started } from "./stack";

/** A sweep of a real MLflow: a parent, thirty children and a grandchild, as the list and the pages of runs show it. */

let workspace: OwnWorkspace;
let terrapin: Started;
let page: Page;

test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser }) => {
  test.setTimeout(900_000);
  workspace = await ownWorkspace(browser, "Sweeps", async (calls) => {
    await calls.run({ name: "alone", metrics: { acc: 0.5 } });
    const parent = await calls.run({ name: "parent", metrics: { best: 0.9 } });
    let child = "";
    for (let i = 0; i < 30; i++) {
      const tags = { "mlflow.parentRunId": parent };
      child = await calls.run({ name: `child-${i}`, metrics: { acc: i / 30 }, tags });
    }
    await calls.run({ name: "grandchild", metrics: { acc: 0.1 }, tags: { "mlflow.parentRunId": child } });
  });
  ({ page, terrapin } = workspace);
});
test.afterAll(() => workspace?.stop());

const table = () => page.getByRole("table", { name: "Runs" });
const count = () => page.getByRole("status").filter({ hasText: /\bruns?\b/ });
const row = (name: string) =>
  table()
    .getByRole("row")
    .filter({ has: page.getByText(name, { exact: true }) });
const total = () => table().getAttribute("aria-rowcount");
const open = async (path = "/runs") => {
  await page.goto(`${terrapin.url}${path}`);
  await expect(table()).toBeVisible();
  await expectScripts(page);
};

test("children are folded under their parent, counted, and unfolded level by level", async () => {
  await open();
  await expect(count()).toHaveText("2 runs and 31 nested");
  expect(await total()).toBe("3");
  await expect(row("parent")).toContainText("30 children");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^30 children of/ }).click();
  await expect.poll(total).toBe("33");
  await page.getByRole("button", { name: /^1 child of .*child-29/ }).click();
  await expect(row("grandchild")).toBeVisible();
  expect(await total()).toBe("34");
  await page.getByRole("button", { name: /^30 children of/ }).click();
  await expect.poll(total).toBe("3");
});

test("the arrows unfold and fold the row in focus", async () => {
  await open();
  await expect(row("parent")).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowRight");
  await expect.poll(total).toBe("33");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(total).toBe("3");
});

test("nested runs are listed when asked, searched or sorted by a metric, and folded again", async () => {
  await open();
  await page.getByRole("button", { name: "List nested runs" }).click();
  await expect(page).toHaveURL(/nested=listed/);
  await expect(count()).toHaveText("33 runs");
  await expect.poll(total).toBe("34");
  await page.getByRole("button", { name: "Fold nested runs" }).click();
  await expect.poll(total).toBe("3");
  await open("/runs?q=child-7");
  await expect(row("child-7")).toBeVisible();
  await expect(count()).toHaveText("1 of 33 runs");
  await open("/runs?sort=-metrics.acc");
  await expect(table().getByRole("row").nth(1)).toContainText("child-29");
});

test("parent, child and grandchild lead to each other", async () => {
  await open("/runs?q=grandchild");
  await row("grandchild").getByRole("link").click();
  const above = page.getByRole("navigation", { name: "Part of" });
  await expect(above.getByRole("link")).toHaveText([/parent/, /child-29/]);
  await expectAccessible(page);
  await above.getByRole("link", { name: "parent" }).click();
  const children = page.getByRole("table", { name: "Children" });
  await expect(children.getByRole("row")).toHaveCount(5);
  await expectAccessible(page);
  await children.getByRole("link", { name: "child-3" }).click();
  await expect(above.getByRole("link")).toHaveText([/parent/]);
  await above.getByRole("link", { name: "parent" }).click();
  await page.getByRole("link", { name: "Show 25 more in the list" }).click();
  await expect(page.getByText("children of")).toBeVisible();
  await expect(count()).toHaveText("30 of 33 runs");
  await page.getByRole("button", { name: "Remove the filter on children of" }).click();
  await expect.poll(total).toBe("3");
});

test("a phone folds and unfolds too", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  await expect(row("parent")).toContainText("30 children");
  await page.getByRole("button", { name: /^30 children of/ }).click();
  await expect(row("child-29")).toBeVisible();
  await expectAccessible(page);
});
