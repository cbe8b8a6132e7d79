import { readFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

type Person = { role: string; email: string; password: string; token: string };
type Sample = { url: string; as: (role: string) => Person };

/** The sample workspace that setup.ts started. */
export const sample = (): Sample => readSample(process.env.SAMPLE_DIR ?? "");

/** The address and the sign-ins of the sample workspace in a data folder. */
export function readSample(dir: string): Sample {
  const { url, people } = JSON.parse(readFileSync(join(dir, "sample.json"), "utf8")) as {
    url: string;
    people: Person[];
  };
  return {
    url,
    as(role) {
      const person = people.find((each) => each.role === role);
      if (!person) throw new Error(`the sample has no ${role}`);
      return person;
    },
  };
}

/** Waits until the scripts of a workspace's page run: keys work from then on. */
export async function expectScripts(page: Page): Promise<void> {
  await expect(page.getByRole("status").filter({ hasText: "live" })).toBeVisible();
}

export async function signIn(
  page: Page,
  at: { url: string; email: string; password: string },
): Promise<void> {
  await page.goto(`${at.url}/sign-in`);
  await page.getByLabel("E-mail").fill(at.email);
  await page.getByLabel("Password").fill(at.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** No violation of axe's rules on the page as it stands, the size of touch targets (WCAG 2.2) among them. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { "target-size": { enabled: true } } })
    // Base UI's focus guards are hidden and focusable on purpose: they pass the focus on.
    .exclude("[data-base-ui-focus-guard]")
    .analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html.slice(0, 200)).join("\n  ")}`,
  );
  expect(found, page.url()).toEqual([]);
}
