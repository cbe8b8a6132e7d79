import { type Browser, expect, type Page, test } from "@playwright/test";
import { type Mlflow, startMlflow, train } from "../peers/mlflow";
import { expectAccessible, expectScripts, signIn } from "./sample";
import { type Started, up } from "./stack";

/**
 * The whole loop as README tells it, on an empty Terrapin and a real MLflow: an owner sets the workspace up, a
 * contributor asks, an approver agrees in another browser, a stranger reports. MLflow itself is asked at the end.
 */

let mlflow: Mlflow;
let terrapin: Started;

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  test.setTimeout(900_000);
  [mlflow, terrapin] = await Promise.all([startMlflow(), up()]);
  await train(mlflow, undefined, "--only", "bc-1,bc-2");
});
test.afterAll(async () => {
  await terrapin?.stop();
  await mlflow?.stop();
});

const people = {
  owner: { email: "owner@example.com", password: "owner of the loop 1" },
  contributor: { email: "contributor@example.com", password: "contributor of the loop 1" },
  approver: { email: "approver@example.com", password: "approver of the loop 1" },
};

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function pageOf(browser: Browser, who: keyof typeof people): Promise<Page> {
  const page = await newPage(browser);
  await signIn(page, { url: terrapin.url, ...people[who] });
  return page;
}

const ownerLink = () => {
  const link = /http\S+\/welcome\?token=\S+/.exec(terrapin.output())?.[0];
  if (!link) throw new Error(`no link for the first owner was printed:\n${terrapin.output()}`);
  return link;
};

test("the printed link makes the first owner, once, who makes a project and connects MLflow", async ({
  browser,
}) => {
  const page = await newPage(browser);
  await page.goto(`${terrapin.url}/sign-in`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nobody owns this Terrapin yet");
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await expectAccessible(page);
  await page.goto(ownerLink());
  await expectAccessible(page);
  await page.getByLabel("Your name").fill("owner");
  await page.getByLabel("E-mail").fill(people.owner.email);
  await page.getByLabel("Password").fill(people.owner.password);
  await page.getByRole("button", { name: /make|create|start/i }).click();
  await expect(page.getByText("Make a project", { exact: false }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Name", { exact: true }).fill("Screening");
  await page.getByRole("button", { name: "Make project" }).click();
  await page.getByRole("link", { name: "Connect MLflow" }).click();
  await page.getByLabel("Address").fill(mlflow.url);
  await page.getByRole("button", { name: "Test" }).click();
  await expect(page.getByText(/It answers: version 3/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText(/healthy/i).first()).toBeVisible({ timeout: 60_000 });

  await page.goto(`${terrapin.url}/`);
  await expect(page.getByText("two steps are left")).toBeVisible();
  await expect(page.getByText("No pipeline is read yet")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("region", { name: "Next steps" }).getByRole("link", { name: "Environments" }).click();
  await expect(page).toHaveURL(/\/settings\/environments/);

  const stranger = await newPage(browser);
  await stranger.goto(ownerLink());
  await expect(stranger.getByLabel("Password")).toHaveCount(0);
});

test("the owner names an environment, writes the policy, invites two people and publishes a form", async ({
  browser,
}) => {
  const page = await pageOf(browser, "owner");
  await page.goto(`${terrapin.url}/settings/tokens`);
  await page
    .getByRole("button", { name: /new token|make token/i })
    .first()
    .click();
  await page.getByLabel("Name").fill("set-up");
  await page
    .getByRole("button", { name: /make token/i })
    .last()
    .click();
  const token = await page.getByRole("dialog").getByText(/^tpn_/).first().textContent();
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(`${terrapin.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.clone().text()).toBeLessThan(300);
    return answer.json();
  };
  const connection = "MLflow";
  const project = "screening";
  await send("PUT", "/environments", {
    project,
    name: "production",
    connection,
    alias: "champion",
    position: 2,
  });
  await send("PUT", "/policies", {
    project,
    model: "breast-cancer",
    environment: "production",
    gates: [
      { metric: "roc_auc", atLeast: 0.5 },
      { metric: "recall", beatsChampionBy: 0 },
    ],
    rules: [{ role: "approver", count: 1 }],
  });
  for (const role of ["contributor", "approver"] as const) {
    await send("POST", "/people", { ...people[role], name: role, project, role });
  }
  await send("POST", "/forms", {
    project,
    model: "breast-cancer",
    environment: "production",
    slug: "wrong-result",
    title: "Report a wrong result",
    intro: "It goes to the people who train the model.",
    fields: [
      { kind: "prediction", key: "prediction", label: "Prediction" },
      { kind: "rating", key: "rating", label: "How sure are you?", required: true },
      { kind: "label", key: "right", label: "What is right?", options: ["benign", "malignant"] },
      { kind: "text", key: "words", label: "What happened?" },
    ],
  });
});

test("a contributor asks, an approver agrees elsewhere, and the first page follows without reload", async ({
  browser,
}) => {
  const contributor = await pageOf(browser, "contributor");
  await contributor.goto(`${terrapin.url}/models/breast-cancer/versions/1`);
  await contributor.getByRole("link", { name: "Request promotion" }).first().click();
  await contributor.getByLabel("Environment").selectOption("production");
  await contributor.getByLabel("Reason").fill("The first one good enough to serve.");
  await expectAccessible(contributor);
  await contributor.getByRole("button", { name: "Request promotion" }).click();
  await expect(contributor).toHaveURL(/\/promotions\/\d+$/);
  await expect(contributor.getByText(/waits for 1/i).first()).toBeVisible();
  await expect(contributor.getByRole("button", { name: /^Approve/ }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  const approver = await pageOf(browser, "approver");
  await expect(approver.getByText("1 promotion waits for you")).toBeVisible();
  await approver.getByRole("link", { name: /1 promotion waits for you/ }).click();
  await approver.getByLabel("Comment").first().fill("Checked by hand, agree.");
  await expectAccessible(approver);
  await approver
    .getByRole("button", { name: /^Approve/ })
    .first()
    .click();

  await expect(contributor.getByText("Checked by hand, agree.").first()).toBeVisible({ timeout: 30_000 });
  await expect(contributor.getByText("serving", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  expect(await aliasIn(mlflow.url)).toBe("1");
});

test("the next version is promoted by keyboard alone and rolled back with one click", async ({ browser }) => {
  const contributor = await pageOf(browser, "contributor");
  await contributor.goto(
    `${terrapin.url}/promotions/new?model=breast-cancer&version=2&environment=production`,
  );
  await contributor.getByLabel("Reason").fill("More of the malignant ones are found.");
  await contributor.getByRole("button", { name: "Request promotion" }).click();
  await expect(contributor).toHaveURL(/\/promotions\/\d+$/);

  const approver = await pageOf(browser, "approver");
  await expectScripts(approver);
  await approver.keyboard.press("g");
  await approver.keyboard.press("p");
  await expect(approver).toHaveURL(/\/promotions/);
  await expect(approver.getByText(/breast-cancer v2/).first()).toBeVisible();
  await approver.keyboard.press("j");
  await approver.keyboard.press("Enter");
  await expect(approver).toHaveURL(/\/promotions\/\d+$/);
  await expect(approver.getByRole("button", { name: /^Approve/ }).first()).toBeVisible();
  await approver.keyboard.press("a");
  await expect(approver.getByRole("button", { name: /^Approve/ }).first()).toBeFocused();
  await approver.keyboard.press("Enter");
  await expect.poll(() => aliasIn(mlflow.url), { timeout: 60_000 }).toBe("2");

  await approver
    .getByRole("button", { name: /Roll back/ })
    .first()
    .click();
  const dialog = approver.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: /Roll back/ })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByLabel("Why").fill("A slice got worse.");
  await expectAccessible(approver);
  await dialog.getByRole("button", { name: /Roll back/ }).click();
  await expect.poll(() => aliasIn(mlflow.url), { timeout: 60_000 }).toBe("1");
});

test("a stranger reports, and a contributor triages it by keyboard", async ({ browser }) => {
  const contributor = await pageOf(browser, "contributor");
  await contributor.goto(`${terrapin.url}/feedback`);
  await expect(contributor.getByText("No feedback yet")).toBeVisible();

  const stranger = await newPage(browser);
  await stranger.setViewportSize({ width: 390, height: 844 });
  await stranger.goto(`${terrapin.url}/forms/wrong-result?prediction=8f21c0`);
  await expect(stranger.getByLabel(/Prediction/)).toHaveValue("8f21c0");
  await stranger.getByRole("radio", { name: "malignant" }).check();
  await stranger.getByRole("radio", { name: "4", exact: true }).check();
  await stranger.getByLabel(/What happened/).fill("<script>alert(1)</script> the scan was dark 🌑");
  await expectAccessible(stranger);
  await stranger.getByRole("button", { name: "Send report" }).click();
  await expect(stranger.getByText("Your report was sent")).toBeVisible();

  await expect(contributor.getByText("the scan was dark", { exact: false }).first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(contributor.getByText("breast-cancer v1 in production")).toBeVisible();
  await expectAccessible(contributor);
  await contributor.keyboard.press("c");
  await expect(contributor.getByRole("radio", { name: /Confirmed/ })).toBeVisible();
  await expect(contributor.getByText(/confirmed/i).first()).toBeVisible();
});

/** What MLflow itself says the alias stands on. */
async function aliasIn(url: string): Promise<string | null> {
  const query = new URLSearchParams({ name: "breast-cancer", alias: "champion" });
  const answer = await fetch(`${url}/api/2.0/mlflow/registered-models/alias?${query}`);
  if (!answer.ok) return null;
  const { model_version } = (await answer.json()) as { model_version?: { version: string } };
  return model_version?.version ?? null;
}
