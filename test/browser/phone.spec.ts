import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";
import { apiOf } from "./visits";

/** On a phone every table shows every column, the page does not scroll sideways, and no keys are shown. */

test.describe.configure({ mode: "serial" });
let phone: Page;
test.beforeAll(async ({ browser }) => {
  const { url, as } = sample();
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  phone = await context.newPage();
  await signIn(phone, { url, ...as("owner") });
});
test.afterAll(() => phone.context().close());

const first = async (list: string, to: (item: Record<string, unknown>) => string) => {
  const { url, as } = sample();
  const [item] = (await apiOf(url, as("owner").token)(list)).items;
  return to(item ?? {});
};

const pages: [string, () => Promise<string>][] = [
  ["the overview", async () => "/"],
  ["people", async () => "/settings/people?project=screening"],
  ["everybody", async () => "/settings/people"],
  ["tokens", async () => "/settings/tokens"],
  ["connections", async () => "/settings/connections"],
  ["a connection", () => first("/connections", ({ id }) => `/settings/connections/${id}`)],
  ["environments", async () => "/settings/environments"],
  ["policies", async () => "/settings/policies"],
  ["projects", async () => "/settings/projects"],
  ["forms", async () => "/settings/forms"],
  ["audit", async () => "/settings/audit"],
  ["promotions", async () => "/promotions"],
  [
    "a promotion",
    () => first("/promotions?status=pending&model=breast-cancer", ({ id }) => `/promotions/${id}`),
  ],
  ["versions", async () => "/models/breast-cancer"],
  ["a version", async () => "/models/breast-cancer/versions/14"],
];

for (const [name, find] of pages) {
  test(`${name}: nothing is hidden, and nothing lies beside the screen`, async () => {
    await phone.goto(`${sample().url}${await find()}`);
    await expect(phone.locator("main")).toBeVisible();
    await phone.waitForLoadState("networkidle");
    const found = await phone.evaluate(() => {
      const main = document.querySelector("main");
      const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
      const cells = [...document.querySelectorAll<HTMLElement>("main table td")].filter(
        (cell) => cell.textContent,
      );
      const wide = [...document.querySelectorAll("main *")].filter((element) => {
        const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowX);
        return scrolls && element.scrollWidth > element.clientWidth + 1 && element.querySelector("table");
      });
      return {
        sideways: Math.max(
          document.documentElement.scrollWidth - innerWidth,
          main ? main.scrollWidth - main.clientWidth : 0,
        ),
        hidden: cells.filter((cell) => !shown(cell)).map((cell) => cell.textContent),
        cut: cells
          .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 && cell.dataset.label !== undefined)
          .map((cell) => cell.textContent),
        wide: wide.map((element) => element.querySelector("table")?.getAttribute("aria-label")),
        keys: [...document.querySelectorAll("kbd")].filter(shown).map((key) => key.textContent),
      };
    });
    expect(found).toEqual({ sideways: 0, hidden: [], cut: [], wide: [], keys: [] });
    await expectAccessible(phone);
  });
}
