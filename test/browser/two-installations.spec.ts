import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { sample, signIn } from "./sample";
import { type Started, up } from "./stack";

let second: Started;
test.beforeAll(async () => {
  second = await up();
});
test.afterAll(() => second.stop());

/** Signed in: the page is there, and nobody was sent to the sign-in page. */
async function expectSignedIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/account`);
  await expect(page.getByRole("heading", { level: 1, name: "Account" })).toBeVisible();
}

test("two installations on one host name keep their sessions and themes apart", async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: "light" });
  const page = await context.newPage();
  const first = sample();
  expect(new URL(first.url).hostname).toBe(new URL(second.url).hostname);
  await signIn(page, { url: first.url, ...first.as("viewer") });

  await page.goto(/http\S+\/welcome\?token=\S+/.exec(second.output())?.[0] ?? "");
  await page.getByLabel("Your name").fill("owner");
  await page.getByLabel("E-mail").fill("owner@example.com");
  await page.getByLabel("Password").fill("long enough for everybody");
  await page.getByRole("button", { name: "Make account" }).click();
  await expect(page).not.toHaveURL(/welcome/);

  await expectSignedIn(page, second.url);
  await page.getByRole("button", { name: "Account of owner" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectSignedIn(page, first.url);
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", /./);

  await page.getByRole("button", { name: "Account of viewer" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expectSignedIn(page, second.url);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await context.close();
});

test("a session from before cookies were named for their installation goes on, until its sign-out", async ({
  browser,
}) => {
  const { url, as } = sample();
  const asked = await fetch(`${url}/api/v1/people`, {
    headers: { authorization: `Bearer ${as("owner").token}` },
  });
  const { items } = (await asked.json()) as { items: { id: string; name: string; email: string }[] };
  const viewer = items.find(({ name }) => name === "viewer");
  expect(viewer).toBeDefined();
  const secret = readFileSync(join(process.env.SAMPLE_DIR ?? "", "secret"), "utf8").trim();
  const session = await encode({
    token: { sub: viewer?.id, name: "viewer", email: viewer?.email, begunAt: Date.now() },
    secret,
  });
  const context = await browser.newContext();
  const oldName = "next-auth.session-token";
  await context.addCookies([{ name: oldName, value: session, url, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  await expectSignedIn(page, url);
  const names = (await context.cookies(url)).map(({ name }) => name);
  expect(names).not.toContain(oldName);
  expect(names).toContainEqual(expect.stringMatching(/^terrapin-[0-9a-f]{8}\.session-token$/));
  await context.close();
});
