import { expect, test } from "@playwright/test";
import { sample } from "./sample";

const send = (method: string, path: string, body: unknown) =>
  fetch(`${sample().url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sample().as("maintainer").token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });

test("the address of an unknown form answers 404, in words", async ({ page }) => {
  for (const slug of ["never-was", "NOT%20a%20slug"]) {
    const response = await page.goto(`${sample().url}/forms/${slug}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no form at this address");
    await expect(page.getByRole("main")).toContainText("Check the link you were given.");
  }
});

test("a closed form answers 404 under its title, and 200 once it is open again", async ({ page }) => {
  const address = `${sample().url}/forms/wrong-result`;
  const open = await page.goto(address);
  expect(open?.status()).toBe(200);
  const title = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  expect((await send("PATCH", "/forms/wrong-result", { closed: true })).status).toBe(200);
  try {
    const closed = await page.goto(address);
    expect(closed?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.getByRole("main")).toContainText("This form is closed.");
  } finally {
    await send("PATCH", "/forms/wrong-result", { closed: false });
  }
  expect((await page.goto(address))?.status()).toBe(200);
});
