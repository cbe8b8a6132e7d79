import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";
import { apiOf } from "./visits";

/** The list of runs: its columns, its marks, its rows on a phone; and what tabs of the browser are called. */

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, { url: sample().url, ...sample().as("viewer") });
});
test.afterAll(() => page.context().close());

const table = () => page.getByRole("table", { name: "Runs" });
const heads = () => table().getByRole("columnheader");
const rows = () =>
  table()
    .getByRole("row")
    .filter({ has: page.getByRole("checkbox") });
const api = (path: string) => apiOf(sample().url, sample().as("viewer").token)(path);

async function open(path: string): Promise<void> {
  await page.goto(`${sample().url}${path}`);
  await expect(rows().first()).toBeVisible();
}

test.describe("columns", () => {
  const usual = ["Marked", "Pipeline", "Kind", "Commit", "Started by", "Duration", /./, "Last 20", "Started"];
  const change = (name: string) => page.getByRole("button", { name, exact: true });

  test("are chosen, ordered and pinned, stay so after a reload and on the next visit, and are reset", async () => {
    await open("/runs");
    await expect(heads()).toHaveText(usual);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("option", { name: "recall", exact: true }).click();
    await page.getByRole("option", { name: "Kind" }).click();
    await change("Pin Duration").click();
    await change("Move Commit later").click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    const chosen = [
      "Marked",
      "Pipeline",
      "Duration",
      "Started by",
      "Commit",
      /./,
      "recall",
      "Last 20",
      "Started",
    ];
    await expect(heads()).toHaveText(chosen);
    await expect(page).toHaveURL(/[?&]columns=pipeline,durationMs,by,commit,.*pinned=pipeline,durationMs/);
    await page.reload();
    await expect(heads()).toHaveText(chosen);
    await open("/runs");
    await expect(heads()).toHaveText(chosen);
    await page.getByRole("button", { name: "Columns" }).click();
    await change("Reset").click();
    await expect(heads()).toHaveText(usual);
    await expect(page).toHaveURL(/\/runs$/);
    await open("/runs");
    await expect(heads()).toHaveText(usual);
    await expect(page).toHaveURL(/\/runs$/);
  });

  test("that are pinned stay in sight while the others scroll, and a press anywhere opens the run", async () => {
    await open(
      "/runs?kind=training&columns=durationMs,metrics.recall,metrics.f1,metrics.accuracy,metrics.precision,kind,commit,by,last,startedAt",
    );
    const name = rows().first().getByRole("cell").nth(1);
    const before = await name.boundingBox();
    const started = rows().first().getByRole("cell").last();
    await started.scrollIntoViewIfNeeded();
    await expect(started).toBeInViewport();
    expect((await name.boundingBox())?.x).toBe(before?.x);
    await started.click();
    await expect(page).toHaveURL(/\/runs\/\d+$/);
  });

  test("of an address that somebody shared are shown, and are not remembered", async () => {
    await open("/runs?columns=pipeline,params.random_state,startedAt");
    await expect(heads()).toHaveText(["Marked", "Pipeline", /random_state/, "Started"]);
    await open("/runs");
    await expect(heads()).toHaveText(usual);
  });
});

test("j and k move, x marks, and the marked runs are counted, copied and cleared", async () => {
  await open("/runs");
  const bar = page.getByRole("region", { name: "Marked runs" });
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(rows().first()).toHaveAttribute("data-selected", "true", { timeout: 500 });
  }).toPass();
  for (const key of ["x", "j", "j", "x", "k"]) await page.keyboard.press(key);
  await expect(rows().nth(1)).toHaveAttribute("data-selected", "true");
  await expect(rows().first().getByRole("checkbox")).toBeChecked();
  await expect(rows().nth(2).getByRole("checkbox")).toBeChecked();
  await expect(bar.getByRole("status")).toHaveText("2 runs marked");
  await expect(page).toHaveURL(/marked=\d+,\d+$/);
  await expectAccessible(page);

  await bar.getByRole("button", { name: "Copy links" }).click();
  const links = await page.evaluate(() => navigator.clipboard.readText());
  const marked = new URL(page.url()).searchParams.get("marked")?.split(",");
  expect(links.split("\n")).toEqual(marked?.map((id) => `${sample().url}/runs/${id}`));

  await page.getByLabel("Search runs").fill("no run is called this");
  await expect(page).toHaveURL(/q=no/);
  await expect(bar).toContainText("2 not in this list");
  await page.getByLabel("Search runs").fill("");
  await expect(rows().first()).toBeVisible();
  await expect(bar.getByRole("status")).toHaveText("2 runs marked");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await expect(page).toHaveURL(/\/runs$/);
});

test("a row names its run whole where it is shortened, and marks it among the last 20", async () => {
  await open("/runs?kind=training");
  const { items } = await api("/runs?kind=training&limit=1");
  const run = items[0] as { name: string; pipeline: { name: string } };
  const link = rows().first().getByRole("link");
  await expect(link).toHaveAccessibleName(new RegExp(`${run.pipeline.name} ?${run.name}`));
  await expect(link.locator(`[title="${run.pipeline.name} ${run.name}"]`)).toBeVisible();
  await expect(
    rows()
      .first()
      .getByRole("img", { name: /of the last 20 failed; this run is number \d+$/ }),
  ).toBeVisible();
});

test("on a phone a row shows every column, and the list sorts", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("/runs?kind=training");
  const { items } = await api("/runs?kind=training&limit=1");
  const run = items[0] as { kind: string; commitSha: string; branch: string; actor: string };
  const row = rows().first();
  for (const text of [run.kind, run.commitSha.slice(0, 7), run.branch]) {
    await expect(row.getByRole("cell").filter({ hasText: text }).first()).toBeVisible();
  }
  await expect(row.getByRole("img", { name: /of the last 20/ })).toBeVisible();
  const outside = await row.getByRole("cell").evaluateAll(
    (cells) =>
      cells.filter((cell) => {
        const { left, right, width } = cell.getBoundingClientRect();
        return width > 0 && (left < 0 || right > window.innerWidth);
      }).length,
  );
  expect(outside).toBe(0);
  const hidden = row.getByRole("cell", { includeHidden: true }).filter({ visible: false });
  expect(
    await hidden.evaluateAll((cells) => cells.filter((cell) => !cell.querySelector("[data-empty]"))),
  ).toEqual([]);
  await table().getByRole("button", { name: "Duration" }).click();
  await expect(page).toHaveURL(/sort=-durationMs/);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("a tab of the browser is called after the run, the promotion, the model or the version in it", async () => {
  const titleAt = async (path: string) => {
    await page.goto(`${sample().url}${path}`);
    return expect(page);
  };
  const ci = (await api("/runs?kind=code&limit=1")).items[0];
  await (await titleAt(`/runs/${ci?.id}`)).toHaveTitle(`${ci?.name} #${ci?.number} · Terrapin`);
  const promotion = (await api("/promotions?status=pending")).items[0];
  await (await titleAt(`/promotions/${promotion?.id}`)).toHaveTitle(
    `${promotion?.model} v${promotion?.version} to ${promotion?.environment} · Terrapin`,
  );
  await (await titleAt("/models/breast-cancer")).toHaveTitle("breast-cancer · Terrapin");
  await (await titleAt("/models/breast-cancer/versions/14")).toHaveTitle("breast-cancer v14 · Terrapin");
  await (await titleAt("/runs/999999999")).toHaveTitle("Run · Terrapin");
});

test("the page of a run shows what its pipeline did last, with this run marked", async () => {
  const run = (await api("/runs?kind=training&limit=1")).items[0];
  await page.goto(`${sample().url}/runs/${run?.id}`);
  const history = page.getByRole("img", { name: /of the last \d+ failed; this run is number \d+$/ });
  await expect(history).toBeVisible();
  const titles = await history.locator("g > title").allTextContents();
  const place = Number(/\d+$/.exec((await history.getAttribute("aria-label")) ?? "")?.[0]);
  expect(titles.findIndex((title) => title.startsWith("this run, ")) + 1).toBe(place);
});
