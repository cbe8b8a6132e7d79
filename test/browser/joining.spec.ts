import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectScripts, sample, signIn } from "./sample";

async function open(browser: Browser, width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 844 } });
  return context.newPage();
}

async function as(browser: Browser, role: string): Promise<Page> {
  const page = await open(browser);
  await signIn(page, { url: sample().url, ...sample().as(role) });
  return page;
}

test("a wrong password is told in words, and the right one leads where one wanted to go", async ({
  browser,
}) => {
  const { url } = sample();
  const { email, password } = sample().as("viewer");
  const page = await open(browser);
  await page.goto(`${url}/settings/people`);
  await expect(page).toHaveURL(/sign-in\?returnTo=%2Fsettings%2Fpeople/);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("not the one it is");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Address and password do not match")).toBeVisible();
  // By keyboard alone from here on.
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/people$/);
  await page.context().close();
});

test("a link that leads elsewhere after signing in is not followed", async ({ browser }) => {
  const { url } = sample();
  for (const trap of ["//example.com", "https://example.com", "/\\example.com"]) {
    const page = await open(browser);
    await page.goto(`${url}/sign-in?returnTo=${encodeURIComponent(trap)}`);
    const { email, password } = sample().as("viewer");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${url}/`);
    await page.context().close();
  }
});

test("a maintainer invites, a stranger joins by the link, and the maintainer's page shows it by itself", async ({
  browser,
}) => {
  const maintainer = await as(browser, "maintainer");
  await maintainer.goto(`${sample().url}/settings/people`);
  await maintainer.getByRole("button", { name: "Invite" }).click();
  const dialog = maintainer.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("Role").selectOption("approver");
  await dialog.getByRole("button", { name: "Make link" }).click();
  const link = (await maintainer.getByRole("dialog").locator("code").textContent()) ?? "";
  await maintainer.getByRole("button", { name: "Done" }).click();
  await expect(maintainer.getByRole("heading", { name: "Open invitations" })).toBeVisible();

  const stranger = await open(browser, 390);
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText(/^Join /);
  await stranger.getByLabel("Your name").fill("newcomer");
  const email = `newcomer-${Date.now()}@example.com`;
  await stranger.getByLabel("E-mail").fill(email);
  await stranger.getByLabel("Password").fill("short");
  await stranger.getByRole("button", { name: "Make account" }).click();
  await expect(stranger.getByText("takes at least 12 characters")).toBeVisible();
  await stranger.getByLabel("Password").fill("long enough for everybody");
  await stranger.getByRole("button", { name: "Make account" }).click();
  await expect(stranger).toHaveURL(/\/\?project=/);

  const row = maintainer.getByRole("row").filter({ hasText: email });
  await expect(row.getByRole("combobox")).toHaveValue("approver");
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("This invitation was used");
  await maintainer.context().close();
  await stranger.context().close();
});

test("a system that can't be reached is told in words before anything is kept", async ({ browser }) => {
  const page = await as(browser, "maintainer");
  await page.goto(`${sample().url}/settings/connections/new?vendor=mlflow`);
  await page.getByLabel("Address").fill("http://127.0.0.1:9");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("cannot be reached")).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect anyway" })).toBeVisible();
  await page.getByLabel("Address").fill("example");
  await page.getByRole("button", { name: "Test" }).click();
  await expect(page.getByText("is not an http:// or https:// address")).toBeVisible();
  await page.context().close();
});

test("a token is shown once, works, and is revoked", async ({ browser }) => {
  const { url } = sample();
  const page = await as(browser, "contributor");
  await page.goto(`${url}/settings/tokens`);
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByLabel("Name").fill("nightly");
  await page.keyboard.press("Enter");
  const token = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  const ask = () => fetch(`${url}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Revoke nightly" }).click();
  await page.getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByRole("row", { name: /nightly/ })).toHaveCount(0);
  expect((await ask()).status).toBe(401);
  await page.context().close();
});

test("the palette finds a model by a few letters and opens it", async ({ browser }) => {
  const page = await as(browser, "viewer");
  await expectScripts(page);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder(/A run, model/).fill("breast");
  await page
    .getByRole("dialog")
    .getByRole("option", { name: /^breast-cancer/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/models\/breast-cancer/);
  await page.context().close();
});
