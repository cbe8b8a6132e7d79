import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

/** A page of the sample that complains about nothing, in one theme. */
async function open(browser: Browser, scheme: "light" | "dark") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const { url, as } = sample();
  await signIn(page, { url, ...as("viewer") });
  return { page, url, complaints };
}

/** The address of a training run of the sample that logged curves. */
async function trainingRun(): Promise<string> {
  const { url, as } = sample();
  const headers = { authorization: `Bearer ${as("viewer").token}` };
  const answer = await fetch(`${url}/api/v1/runs?kind=training&status=succeeded&limit=1`, { headers });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return `${url}/runs/${items[0]?.id}?tab=metrics`;
}

const plotOf = (chart: Locator) => chart.getByRole("button", { name: /Arrow keys walk the points/ });
const textOf = async (place: Locator) => (await place.textContent()) ?? "";
const spoken = (chart: Locator) => chart.locator("p[aria-live]");

async function drawn(chart: Locator): Promise<void> {
  await expect(chart.locator("svg.recharts-surface")).toBeVisible();
}

for (const scheme of ["light", "dark"] as const) {
  test.describe(`charts in ${scheme}`, () => {
    let page: Page;
    let url: string;
    let complaints: string[];
    test.beforeAll(async ({ browser }) => {
      ({ page, url, complaints } = await open(browser, scheme));
    });
    test.afterAll(() => page.context().close());
    test.afterEach(async () => {
      await expectAccessible(page);
      expect(complaints).toEqual([]);
    });

    test("a run's metrics have axes, and the same numbers as a table", async () => {
      await page.goto(await trainingRun());
      const chart = page.getByRole("figure").first();
      await drawn(chart);
      await expect(chart.getByText("step", { exact: true })).toBeVisible();
      await expect(chart.locator(".recharts-xAxis .recharts-cartesian-axis-tick")).not.toHaveCount(0);
      await expect(chart.locator(".recharts-yAxis .recharts-cartesian-axis-tick")).not.toHaveCount(0);

      // The arrow keys and the table give the same last value.
      await plotOf(chart).focus();
      await page.keyboard.press("End");
      await expect(spoken(chart)).toHaveText(/^step [\d,]+: \S+ [−\d.]+/);
      const [, step, value] = /^step ([\d,]+): \S+ (.+)$/.exec(await textOf(spoken(chart))) ?? [];
      await chart.getByRole("button", { name: /^Table/ }).click();
      const lastRow = chart.getByRole("table").getByRole("row").last();
      await expect(lastRow.getByRole("rowheader")).toHaveText(step ?? "");
      await expect(lastRow.getByRole("cell")).toHaveText(value ?? "");
      await chart.getByRole("button", { name: /^Chart/ }).click();
      await drawn(chart);
    });

    test("the arrow keys walk the points, and the crosshair stands in every chart of the page", async () => {
      await page.goto(await trainingRun());
      const charts = page.getByRole("figure");
      const [first, second] = [charts.nth(0), charts.nth(1)];
      await drawn(first);
      await drawn(second);
      await plotOf(first).focus();
      await page.keyboard.press("Home");
      const start = await textOf(spoken(first));
      await page.keyboard.press("ArrowRight");
      await expect(spoken(first)).not.toHaveText(start);
      await page.keyboard.press("ArrowLeft");
      await expect(spoken(first)).toHaveText(start);
      const where = /^step [\d,]+/.exec(start)?.[0] ?? "";
      await expect(second.getByText(where, { exact: true })).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(second.getByText(where, { exact: true })).toHaveCount(0);
    });

    test("dragging zooms all charts and stays in the address, a double click shows everything again", async () => {
      await page.goto(await trainingRun());
      const chart = page.getByRole("figure").first();
      await drawn(chart);
      const box = await plotOf(chart).boundingBox();
      if (!box) throw new Error("the chart has no plot");
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width * 0.3, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 });
      await page.mouse.up();
      await expect(page).toHaveURL(/from=\d+.*to=\d+/);
      await drawn(chart);
      await plotOf(chart).dblclick();
      await expect(page).not.toHaveURL(/from=/);
    });

    test("the histogram of runs counts what its table counts, and Enter narrows the list to a bar", async () => {
      await page.goto(`${url}/runs`);
      const chart = page.getByRole("figure", { name: "Runs over time" });
      await drawn(chart);
      await expect(chart.getByText("time", { exact: true })).toBeVisible();
      await expect(chart.getByText(/^\d+ runs$/)).toBeVisible();
      const drawnBars = (part: number) => chart.locator(".recharts-bar").nth(part).locator("path").count();
      const bars = { failed: await drawnBars(0), other: await drawnBars(1) };
      const total = Number(/\. (\d+) runs/.exec((await plotOf(chart).getAttribute("aria-label")) ?? "")?.[1]);
      await chart.getByRole("button", { name: /^Table/ }).click();
      const counts = await chart.getByRole("row").locator("td:nth-of-type(1)").allInnerTexts();
      expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(total);
      // A bar has a part for failures only where there are any.
      const failed = await chart.getByRole("row").locator("td:nth-of-type(2)").allInnerTexts();
      expect(bars).toEqual({
        failed: failed.filter((count) => Number(count) > 0).length,
        other: counts.filter((count, at) => Number(count) > Number(failed[at])).length,
      });
      await chart.getByRole("button", { name: /^Chart/ }).click();

      await plotOf(chart).focus();
      await page.keyboard.press("End");
      await expect(spoken(chart)).toHaveText(/: runs \d+, Failed \d+$/);
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/from=.*to=/);
    });

    test("a model's metrics over its versions have the values of its table, and mark what serves", async () => {
      await page.goto(`${url}/models/breast-cancer`);
      const chart = page.getByRole("figure", { name: "recall" });
      await drawn(chart);
      await expect(chart.getByText("version", { exact: true })).toBeVisible();
      await expect(chart.getByText("in production")).toBeVisible();
      await expect(chart.getByText(/^at least 0\.\d+$/)).toBeVisible();
      const newest = page.getByRole("table", { name: "Versions" }).getByRole("row").nth(1);
      await plotOf(chart).focus();
      await page.keyboard.press("End");
      const [, version = "", value = ""] = /^(v\d+): recall (.+)$/.exec(await textOf(spoken(chart))) ?? [];
      await expect(newest).toContainText(version);
      await expect(newest).toContainText(value);
    });

    test("feedback over time counts its reports and the complaints among them", async () => {
      await page.goto(`${url}/feedback`);
      const chart = page.getByRole("figure", { name: "Feedback over time" });
      await drawn(chart);
      await expect(plotOf(chart)).toHaveAttribute("aria-label", /\. \d+ reports, \d+ complaints/);
      await chart.getByRole("button", { name: /^Table/ }).click();
      await expect(chart.getByRole("columnheader", { name: "Complaints" })).toBeVisible();
      await chart.getByRole("button", { name: /^Chart/ }).click();
    });

    test("rows of tables have their small pictures", async () => {
      await page.goto(`${url}/runs`);
      await expect(page.getByRole("img", { name: /of the last \d+ failed/ }).first()).toBeVisible();
      await page.goto(url);
      const serving = page.getByRole("table", { name: "Serving now" });
      await expect(serving.getByRole("img", { name: /over 7 days/ }).first()).toBeVisible();
    });
  });
}
