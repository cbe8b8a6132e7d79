import { type Browser, expect, type Page } from "@playwright/test";
import { type Mlflow, startMlflow } from "../peers/mlflow";
import { mlflowCalls } from "../peers/mlflow-calls";
import { type Started, up } from "./stack";

export type OwnWorkspace = { page: Page; terrapin: Started; stop: () => Promise<void> };

/**
 * An installation of its own whose first owner has connected a real MLflow in a project, and its page.
 * @param fill writes to the server before it is connected
 */
export async function ownWorkspace(
  browser: Browser,
  project: string,
  fill: (calls: ReturnType<typeof mlflowCalls>) => Promise<void>,
): Promise<OwnWorkspace> {
  const [mlflow, terrapin]: [Mlflow, Started] = await Promise.all([startMlflow(), up()]);
  await fill(mlflowCalls(mlflow));
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(/http\S+\/welcome\?token=\S+/.exec(terrapin.output())?.[0] ?? "");
  await page.getByLabel("Your name").fill("owner");
  await page.getByLabel("E-mail").fill("owner@example.com");
  await page.getByLabel("Password").fill("long enough for everybody");
  await page.getByRole("button", { name: "Make account" }).click();
  await page.getByLabel("Name", { exact: true }).fill(project);
  await page.getByRole("button", { name: "Make project" }).click();
  await page.getByRole("link", { name: "Connect MLflow" }).click();
  await page.getByLabel("Address").fill(mlflow.url);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText(/healthy/i).first()).toBeVisible({ timeout: 60_000 });
  return {
    page,
    terrapin,
    async stop() {
      await page.context().close();
      await terrapin.stop();
      await mlflow.stop();
    },
  };
}
