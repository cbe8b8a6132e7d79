import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("viewer") });
});
test.afterAll(() => page.context().close());

const open = (path: string) => page.goto(`${sample().url}${path}`);
const axis = () => page.getByRole("region", { name: /^Everything on one time axis/ });
const lane = (name: string) => axis().getByRole("button", { name: new RegExp(`^${name}, \\d+ in sight`) });
const inSight = async (name: string) =>
  Number(/(\d+) in sight/.exec((await lane(name).getAttribute("aria-label")) ?? "")?.[1]);
const search = () => new URL(page.url()).searchParams;

test("a chosen model narrows the axis to what is its own, and stays after a look at one of its promotions", async () => {
  await open("/");
  await expect(lane("In production")).toBeVisible();
  await expect(lane("Promotions")).toHaveCount(0);
  const all = await inSight("Training");
  await page.getByLabel("Model", { exact: true }).selectOption("breast-cancer");
  await expect(page).toHaveURL(/[?&]model=breast-cancer/);
  await expect(lane("Promotions")).toBeVisible();
  await expect(lane("In staging")).toBeVisible();
  expect(await inSight("Training")).toBeLessThan(all);

  await page.getByRole("button", { name: "Show as list" }).click();
  const rolledBack = page.getByRole("link", { name: "v13 into production, rolled back" });
  await rolledBack.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("breast-cancer");
  await page.goBack();
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue("breast-cancer");
  await expect(lane("Promotions")).toBeVisible();
  await page.reload();
  await expect(lane("Promotions")).toBeVisible();
  await page.getByLabel("Model", { exact: true }).selectOption("All models");
  await expect(lane("Promotions")).toHaveCount(0);
  expect(search().get("model")).toBeNull();
});

test("a live lane has the ends of its value axis, and says how far a point reaches", async () => {
  await open("/?model=breast-cancer&range=90d");
  await expect(lane("recall, live")).toBeVisible();
  await expect(axis().getByText("1.000", { exact: true })).toBeVisible();
  await lane("recall, live").focus();
  await page.keyboard.press("End");
  const said = page.locator("p[aria-live]").filter({ hasText: "recall, live" });
  await expect(said).toHaveText(/recall, live: .+, [\d.]+/);
  // A point of one value has no range: an earlier one has.
  await expect(async () => {
    await page.keyboard.press("ArrowLeft");
    expect(await said.textContent()).toMatch(/recall, live: .+, [\d.]+ \([\d.]+ to [\d.]+\)$/);
  }).toPass();
});

test("the zoom is in the address: by keys, by dragging, and back", async () => {
  await open("/?range=30d");
  await expect(lane("Feedback")).toBeVisible();
  const all = await inSight("Feedback");
  await lane("recall, live").focus();
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/[?&]from=.+&to=/);
  const length = () => Date.parse(search().get("to") ?? "") - Date.parse(search().get("from") ?? "");
  expect(Math.round(length() / 86_400_000)).toBe(15);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => search().get("to")).not.toBeNull();
  await page.reload();
  const whole = page.getByRole("button", { name: "Whole range" });
  await expect(whole).toBeVisible();
  await whole.click();
  await expect(page).toHaveURL(/\/\?range=30d$/);
  // The stretch from before is shown until the whole is read.
  await expect.poll(() => inSight("Feedback")).toBe(all);

  const place = await lane("recall, live").boundingBox();
  if (!place) throw new Error("the lane is not there");
  const y = place.y + place.height / 2;
  await page.mouse.move(place.x + place.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width * 0.6, y, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/[?&]from=.+&to=/);
  expect(Math.round(length() / 86_400_000)).toBe(3);
  await page.keyboard.press("Escape");
  await axis().dblclick({ position: { x: 300, y: 5 } });
  await expect(page).toHaveURL(/\/\?range=30d$/);
});

test("every line of Got worse leads to a page that shows what it names", async () => {
  await open("/");
  const rows = page.getByRole("table", { name: "Got worse" }).getByRole("row");
  await expect(rows.first()).toBeVisible();
  const lines = await rows.evaluateAll((all) =>
    all.map((row) => ({
      subject: row.querySelector("td a span:first-child")?.textContent ?? "",
      measure: row.querySelector("td a span:last-child")?.textContent ?? "",
      change: row.querySelectorAll("td")[1]?.textContent ?? "",
      href: row.querySelector("a")?.getAttribute("href") ?? "",
    })),
  );
  expect(lines.map(({ href }) => href).filter((href) => href.includes("/live?")).length).toBeGreaterThan(0);
  expect(lines.map(({ href }) => href).filter((href) => href.includes("/feedback?")).length).toBeGreaterThan(
    0,
  );
  for (const { subject, measure, change, href } of lines) {
    await open(href);
    if (href.includes("/live?")) {
      await expect(page.getByRole("heading", { level: 1 }), href).toHaveText(measure);
      await expect(page.getByRole("main").getByRole("link", { name: subject, exact: true })).toBeVisible();
      await expect(page.getByRole("figure").locator("svg.recharts-surface")).toBeVisible();
    } else if (href.includes("/feedback?")) {
      const count = /^\d+/.exec(change)?.[0] ?? "";
      await expect(
        page.getByRole("radiogroup", { name: "Status" }).getByText(`All${count}`),
        href,
      ).toBeVisible();
      await expect(
        page.getByRole("search", { name: "Filters" }).getByText(subject, { exact: true }),
      ).toBeVisible();
    } else {
      // A pipeline's page names it without the project that it belongs to.
      const name = subject.split(": ").at(-1) ?? "";
      await expect(page.getByRole("main").getByText(name).first(), href).toBeVisible();
    }
  }
});

test("the live value of what serves opens its chart, with bound, versions, and the same numbers as a table", async () => {
  await open("/");
  await page
    .getByRole("table", { name: "Serving now" })
    .getByRole("link", { name: /recall$/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("recall in production");
  await expect(page).toHaveTitle(/recall · breast-cancer/);
  await expect(page.getByText(/mean of the last 24 h [\d.]+, n = \d+/)).toBeVisible();
  const chart = page.getByRole("figure", { name: "recall" });
  await expect(chart.getByText("at least 0.87")).toBeVisible();
  await expect(chart.getByText("v13", { exact: true })).toBeVisible();
  await expect(chart.getByText("back to v12", { exact: true })).toBeVisible();
  const services = page.getByRole("table", { name: "Versions in production" });
  await expect(services.getByRole("row").filter({ hasText: "v13" })).toContainText("rolled back");
  await expectAccessible(page);
  await chart.getByRole("button", { name: "Table: recall" }).click();
  await expect(chart.getByRole("table").getByRole("row").nth(1)).toBeVisible();

  await page.getByLabel("Metric").selectOption("roc_auc");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("roc_auc in production");
  await page.getByLabel("Environment").selectOption("staging");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/in staging$/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/in staging$/);
});

test("what failed or became slow opens exactly those runs", async () => {
  const { url, as } = sample();
  const answer = await fetch(`${url}/api/v1/runs?kind=code&status=failed&limit=1`, {
    headers: { authorization: `Bearer ${as("viewer").token}` },
  });
  const { items } = (await answer.json()) as {
    items: { project: string; pipeline: { id: string; name: string } }[];
  };
  const run = items[0];
  if (!run) throw new Error("the sample has no failed run");
  const from = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const at = new URLSearchParams({ project: run.project, pipeline: run.pipeline.id, from, status: "failed" });
  await open(`/runs?${at}`);
  const chips = page.getByRole("search", { name: "Filters" });
  await expect(chips.getByText(run.pipeline.name, { exact: true })).toBeVisible();
  await expect(chips.getByText("failed", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "Runs" }).getByRole("row").nth(1)).toContainText("failed");
});

for (const width of [1440, 390]) {
  test(`nothing of the overview moves while it comes, at ${width} pixels`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const fresh = await context.newPage();
    await signIn(fresh, { url: sample().url, ...sample().as("viewer") });
    await fresh.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput)
            Object.assign(window, { shift: (Reflect.get(window, "shift") as number) + entry.value });
      }).observe({ type: "layout-shift", buffered: true });
    });
    await fresh.goto(sample().url);
    await expect(fresh.getByRole("button", { name: "Show as list" })).toBeVisible();
    await expect(fresh.getByRole("table", { name: "Got worse" })).toBeVisible();
    await expect(fresh.getByRole("status", { name: "Loading" })).toHaveCount(0);
    expect(await fresh.evaluate(() => Reflect.get(window, "shift") as number)).toBeLessThanOrEqual(0.02);
    await context.close();
  });
}
