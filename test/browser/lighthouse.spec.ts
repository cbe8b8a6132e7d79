import { expect, test } from "@playwright/test";
import { type Auditor, type FormFactor, scoreOf, shortfalls, startAuditor } from "./lighthouse";
import { sample, signIn } from "./sample";
import { apiOf, measuredVisits } from "./visits";

/** Performance is measured by `npm run bench`: a test that depends on the machine's speed proves nothing. */
const categories = ["accessibility", "best-practices", "seo"] as const;
const formFactors: FormFactor[] = ["desktop", "mobile"];

/** Pages behind the sign-in ask search engines to stay away, which this audit counts as a fault. */
const notForSearchEngines = ["is-crawlable"];

for (const signedIn of [false, true]) {
  test.describe(signedIn ? "signed in" : "signed out", () => {
    let auditor: Auditor;

    test.beforeAll(async ({ browser }) => {
      auditor = await startAuditor();
      if (!signedIn) return;
      const context = await browser.newContext();
      await signIn(await context.newPage(), { url: sample().url, ...sample().as("owner") });
      await auditor.setCookies(await context.cookies());
      await context.close();
    });
    test.afterAll(() => auditor.close());

    for (const { name, find } of measuredVisits.filter((visit) => !visit.signedOut === signedIn)) {
      for (const formFactor of formFactors) {
        test(`${name} has full marks in Lighthouse (${formFactor})`, async () => {
          const { url, as } = sample();
          const path = await find(apiOf(url, as("owner").token));
          const result = await auditor.audit(`${url}${path}`, {
            formFactor,
            categories: [...categories],
            skipAudits: signedIn ? notForSearchEngines : [],
          });
          expect(new URL(result.finalDisplayedUrl).pathname).toBe(new URL(path, url).pathname);
          for (const category of categories) {
            expect.soft(shortfalls(result, category), category).toEqual([]);
            expect.soft(scoreOf(result, category), category).toBe(100);
          }
        });
      }
    }
  });
}
