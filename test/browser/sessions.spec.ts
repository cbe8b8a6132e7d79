import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";

/** A person of this test alone, whose sessions no other test begins or ends. */
async function makePerson() {
  const { url, as } = sample();
  const person = { email: `sessions-${Date.now()}@example.com`, password: "long enough for everybody" };
  const made = await fetch(`${url}/api/v1/people`, {
    method: "POST",
    headers: { authorization: `Bearer ${as("owner").token}`, "content-type": "application/json" },
    body: JSON.stringify({ ...person, name: "commuter", project: "screening", role: "viewer" }),
  });
  expect(made.status).toBe(201);
  return { url, ...person };
}

async function open(browser: Browser, at: { url: string; email: string; password: string }): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, at);
  return page;
}

test("a person sees where they are signed in and ends a session there; an owner ends all of them", async ({
  browser,
}) => {
  const person = await makePerson();
  const here = await open(browser, person);
  const there = await open(browser, person);
  await here.goto(`${person.url}/settings/account`);
  const sessions = here.getByRole("table", { name: "Sessions" });
  await expect(sessions.getByRole("row")).toHaveCount(3);
  await expect(sessions.getByRole("row", { name: /this one/ })).toHaveCount(1);
  await expectAccessible(here);
  await sessions.getByRole("button", { name: /End the session/ }).click();
  await expect(sessions.getByRole("row")).toHaveCount(2);
  // The open page hears of it, asks again and is turned away.
  await expect(there).toHaveURL(/sign-in/);

  const owner = await open(browser, { url: person.url, ...sample().as("owner") });
  await owner.goto(`${person.url}/settings/people?project=screening`);
  await owner.getByRole("button", { name: "Actions for commuter" }).first().click();
  await owner.getByRole("menuitem", { name: "Sessions …" }).click();
  const dialog = owner.getByRole("dialog", { name: "Sessions of commuter" });
  await dialog.getByRole("button", { name: /End the session/ }).click();
  await expect(dialog.getByText("No browser is signed in.")).toBeVisible();
  await expect(here).toHaveURL(/sign-in/);
  for (const page of [here, there, owner]) await page.context().close();
});
