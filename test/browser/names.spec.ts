import { expect, type Page, test } from "@playwright/test";
import { paths } from "@/components/shell/paths";
import { visibleText } from "@/components/ui/visible-text";
import { oddNames } from "../world/odd-names";
import { type OwnWorkspace, ownWorkspace } from "./own-workspace";
import { expectAccessible, expectScripts } from "./sample";
import type { Started } from "./stack";

/** Models of a real MLflow whose names pages and addresses may trip over, as their owner meets them. */

/** Those that the server takes. */
const names = oddNames.filter((name) => ![".", ".."].includes(name));
const trailing = visibleText("trailing ");

let workspace: OwnWorkspace;
let terrapin: Started;
let page: Page;

test.describe.configure({ mode: "serial" });
test.beforeAll(async ({ browser }) => {
  test.setTimeout(900_000);
  workspace = await ownWorkspace(browser, "Names", async (calls) => {
    const run = await calls.run({ name: "for names", metrics: { recall: 0.97 } });
    for (const name of names) {
      await calls.model(name);
      await calls.version(name, run);
    }
  });
  ({ page, terrapin } = workspace);
});
test.afterAll(() => workspace?.stop());

const heading = () => page.getByRole("heading", { level: 1 });
const table = () => page.getByRole("table", { name: "Models" });
const link = (name: string) => table().getByRole("link", { name: visibleText(name), exact: true });

test("every model is listed once and has a page, a version's page and a place for its live metrics", async () => {
  for (const name of names) {
    for (const [path, title] of [
      [paths.model(name), visibleText(name)],
      [paths.version(name, "1"), `${visibleText(name)} v1`],
      [paths.liveMetric(name), "Live metrics"],
    ] as const) {
      const answer = await page.goto(`${terrapin.url}${path}`);
      expect(answer?.status(), path).toBe(200);
      expect(answer?.headers()["content-security-policy"], path).toContain("nonce-");
      await expect(heading()).toHaveText(title);
    }
    await expect(page.getByText("No environment stands for this model yet")).toBeVisible();
  }
  await page.goto(`${terrapin.url}/models`);
  for (const name of names) await expect(link(name)).toHaveCount(1);
});

test.describe("by links and by keys", () => {
  for (const name of ["trailing ", "cafe\u0301", "new\nline", "%41", "%2e%2e", "what?#now&x=1", "~.."]) {
    test(`${JSON.stringify(name)} is opened from the list, and found by the palette`, async () => {
      await page.goto(`${terrapin.url}/models`);
      await link(name).click();
      await expect(heading()).toHaveText(visibleText(name));
      expect(new URL(page.url()).pathname).toBe(paths.model(name));
      await page.reload();
      await expect(heading()).toHaveText(visibleText(name));
      await page.goto(`${terrapin.url}/models`);
      await expectScripts(page);
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByPlaceholder(/A run, model/).fill(name);
      await page.getByRole("option", { name: `${visibleText(name)} names`, exact: true }).click();
      await expect(heading()).toHaveText(visibleText(name));
    });
  }
});

test("a name of dots that no model has is said to be none", async () => {
  const answer = await page.goto(`${terrapin.url}${paths.model("..")}`);
  expect(answer?.status()).toBe(404);
  await expect(heading()).toHaveText("There is no model ..");
});

test("a name with a space at its end is given a policy, requested and filtered by", async () => {
  await page.goto(`${terrapin.url}/settings/environments`);
  await page.getByRole("button", { name: "New environment" }).first().click();
  await page.getByLabel("Name").fill("live");
  await page.getByLabel("Alias").fill("champion");
  await page.getByRole("button", { name: "Make environment" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goto(`${terrapin.url}/settings/policies`);
  await page.getByRole("button", { name: `Write the policy of ${trailing} in live` }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("Revision 1 is in force")).toBeVisible();
  await expect(page.getByRole("button", { name: `Edit the policy of ${trailing} in live` })).toBeVisible();
  await expect(page.getByRole("button", { name: "Write the policy of trailing in live" })).toBeVisible();

  await page.goto(`${terrapin.url}${paths.version("trailing ", "1")}`);
  await page.getByRole("link", { name: "Request promotion" }).first().click();
  await expect(page.getByRole("combobox", { name: "Model" })).toHaveValue(trailing);
  await page.getByLabel("Environment").selectOption("live");
  await page.getByLabel("Reason").fill("It is the one with the space.");
  await page.getByRole("button", { name: "Request promotion" }).click();
  await expect(page).toHaveURL(/\/promotions\/\d+$/);
  await expect(heading()).toContainText(trailing);
  await page.goto(`${terrapin.url}${paths.promotions({ model: "trailing " })}`);
  await expect(page.getByText(`${trailing} v1 → live`)).toBeVisible();
  await page.goto(`${terrapin.url}${paths.promotions({ model: "trailing" })}`);
  await expect(page.getByText("No promotions of this kind")).toBeVisible();
});
