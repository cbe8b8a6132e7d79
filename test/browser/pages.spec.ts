import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, sample, signIn } from "./sample";
import { apiOf, visits } from "./visits";

const looks = [
  { name: "light at 1440", width: 1440, height: 900, scheme: "light" },
  { name: "dark at 1440", width: 1440, height: 900, scheme: "dark" },
  { name: "light at 390", width: 390, height: 844, scheme: "light" },
  { name: "dark at 390", width: 390, height: 844, scheme: "dark" },
] as const;

/** Set to a folder to keep a picture of every visit. */
const pictures = process.env.PICTURES;

for (const look of looks) {
  test.describe(look.name, () => {
    test.use({ viewport: { width: look.width, height: look.height }, colorScheme: look.scheme });
    let signedIn: Page;
    let signedOut: Page;
    const complaints: string[] = [];

    test.beforeAll(async ({ browser }) => {
      const open = async () => {
        const context = await browser.newContext({
          viewport: { width: look.width, height: look.height },
          colorScheme: look.scheme,
        });
        const page = await context.newPage();
        page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        return page;
      };
      signedIn = await open();
      signedOut = await open();
      const { url, as } = sample();
      await signIn(signedIn, { url, ...as("owner") });
    });
    test.afterAll(async () => {
      await signedIn.context().close();
      await signedOut.context().close();
    });

    for (const [index, visit] of visits.entries()) {
      test(`${visit.route} (${index}) shows its data, fits and is accessible`, async () => {
        const { url, as } = sample();
        const api = apiOf(url, as("owner").token);
        const page = visit.signedOut ? signedOut : signedIn;
        complaints.length = 0;
        const answer = await page.goto(`${url}${await visit.find(api)}`);
        expect(answer?.status()).toBe(visit.status ?? 200);
        await expect(page.getByRole("heading", { level: 1 }).first()).toHaveText(visit.heading);
        await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, "the page does not scroll sideways").toBeLessThanOrEqual(0);
        if (pictures) {
          await page.screenshot({
            path: `${pictures}/${index}${visit.route.replaceAll("/", "_")} ${look.name}.png`,
          });
        }
        await expectAccessible(page);
        // Chromium writes a status over 400 into the console.
        const expected = new RegExp(`the server responded with a status of ${visit.status}`);
        expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
      });
    }
  });
}
