import { expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { hold } from "../hold";
import { sample, signIn } from "./sample";
import { apiOf, visits } from "./visits";

/** A page comes with its first data: the browser asks the API for nothing to show it. */

/**
 * Curves are asked for when they come into view, in as many points as they have pixels. What the record can be narrowed
 * to takes half a second at a million events, and nothing waits for it.
 */
const later = new Set(["metrics.series", "audit.choices"]);

let page: Page;
let asked: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, { url: sample().url, ...sample().as("owner") });
  await page.route("**/api/trpc/**", (route) => {
    const names = new URL(route.request().url()).pathname.replace("/api/trpc/", "").split(",");
    // The sample changes all the time, and what changed is rightly asked again.
    if (names[0] === "live.changes") return route.abort();
    asked.push(...names.filter((name) => !later.has(name)));
    return route.continue();
  });
});
test.afterAll(() => page.context().close());

/** Opens an address and waits until the page's scripts listen and nothing is loading. */
async function open(path: string): Promise<void> {
  // The page before may be asking still.
  await page.goto("about:blank");
  asked = [];
  await page.goto(`${sample().url}${path}`);
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys of this page" })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
}

const api = (path: string) => apiOf(sample().url, sample().as("owner").token)(path);

for (const [index, visit] of visits.entries()) {
  if (visit.signedOut) continue;
  test(`${visit.route} (${index}) is there without asking`, async () => {
    const path = await visit.find(api);
    await open(path);
    expect(asked).toEqual([]);
  });
}

test("rows, lanes and comparisons are in the HTML itself", async () => {
  const [promotion] = (await api("/promotions?status=pending")).items;
  const [run] = (await api("/runs?kind=code")).items;
  for (const [path, words] of [
    ["/", ["Code pipelines", "Serving now", "rolled back"]],
    ["/runs", [String(run?.name), "Started by"]],
    ["/models", ["breast-cancer"]],
    ["/models/breast-cancer", ["Registered", "v12"]],
    [`/promotions/${promotion?.id}`, ["Champion and challenger", "roc_auc"]],
  ] as const) {
    const html = await (await page.request.get(`${sample().url}${path}`)).text();
    // What the scripts are given does not count.
    const shown = html.replaceAll(/<script\b[\s\S]*?<\/script>/g, "");
    for (const word of words) expect(shown.includes(word), `${word} on ${path}`).toBe(true);
  }
});

test("what the address narrows a page to is in its first data", async () => {
  const run = await api("/runs?kind=code&status=failed").then(({ items }) => items[0]?.id);
  for (const path of [
    "/runs?kind=training&status=failed%2Csucceeded&filter=metrics.auc+%3E+0.1&sort=-durationMs&range=90d",
    "/models?q=breast",
    "/models/breast-cancer?range=all",
    "/feedback?status=confirmed&assignee=nobody",
    "/promotions?model=breast-cancer",
    "/settings/audit?action=promotion.",
    "/?range=30d&project=screening",
    `/runs/${run}?tab=artifacts`,
  ]) {
    await open(path);
    expect(asked, path).toEqual([]);
  }
});

test("a page whose data takes long shows a placeholder first, then the data, and asks nothing", async () => {
  const database = await hold(process.env.SAMPLE_DIR ?? "");
  const writer = new pg.Client({ connectionString: database.opened.url });
  await writer.connect();
  const complaints: string[] = [];
  const hear = (error: Error) => complaints.push(error.message);
  page.on("pageerror", hear);
  try {
    await writer.query("BEGIN; LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE");
    asked = [];
    await page.goto(`${sample().url}/settings/audit`, { waitUntil: "commit" });
    await expect(page.getByRole("status", { name: "Loading" }).first()).toBeVisible();
    await writer.query("COMMIT");
    await expect(page.getByRole("row").nth(1)).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
  } finally {
    page.off("pageerror", hear);
    await writer.end();
    await database.close();
  }
});

test("a page that is opened by a link asks nothing either", async () => {
  await open("/models");
  await expect(async () => {
    asked = [];
    const rooms = page.getByRole("navigation", { name: "Rooms" });
    await rooms.getByRole("link", { name: "Promotions" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Promotions");
    await expect(page.getByRole("heading", { name: "Done" })).toBeVisible();
    await rooms.getByRole("link", { name: "Models" }).click();
    await expect(page.getByRole("table", { name: "Models" })).toBeVisible();
    expect(asked).toEqual([]);
  }).toPass({ timeout: 60_000 });
});

test("a first query that is refused leaves the page whole, with the reason in words", async () => {
  await open("/runs?filter=metrics.auc+%3E+high");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Runs");
  await expect(page.getByRole("alert").first()).toContainText("high");
  expect(asked).toContain("runs.list");
});
