import { expect, test } from "@playwright/test";
import { sample, signIn } from "./sample";

test("the icons, the manifest and the picture that a page's head names are there", async ({ page }) => {
  const { url } = sample();
  await page.goto(`${url}/sign-in`);
  const named = await page.evaluate(() => {
    const links = document.querySelectorAll<HTMLLinkElement>(
      "link[rel=icon], link[rel=apple-touch-icon], link[rel=manifest]",
    );
    const picture = document.querySelector<HTMLMetaElement>("meta[property='og:image']")?.content ?? "";
    return [...[...links].map((link) => link.href), picture];
  });
  expect(named.length).toBe(5);
  for (const address of [...named, `${url}/robots.txt`]) {
    const answer = await page.request.get(address);
    expect(answer.status(), address).toBe(200);
    expect(answer.headers()["content-type"], address).toMatch(
      /^(image|application.manifest.json|text.plain)/,
    );
  }
});

test("an open form has one address for search engines, and a form that is not there has none", async ({
  page,
}) => {
  const { url } = sample();
  await page.goto(`${url}/forms/wrong-result?prediction=7`);
  const canonical = page.locator("link[rel=canonical]");
  await expect(canonical).toHaveAttribute("href", `${url}/forms/wrong-result`);
  await expect(page.locator("meta[name=robots]")).toHaveCount(0);
  await page.goto(`${url}/forms/no-such-form`);
  await expect(page.locator("meta[name=robots]").first()).toHaveAttribute("content", /noindex/);
});

test("pages behind the sign-in ask search engines to stay away", async ({ page }) => {
  const { url, as } = sample();
  await signIn(page, { url, ...as("viewer") });
  for (const path of ["/", "/runs", "/settings/account"]) {
    await page.goto(`${url}${path}`);
    await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", "noindex");
  }
});
