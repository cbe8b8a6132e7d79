import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible, expectScripts, sample, signIn } from "./sample";

/** Menus, comboboxes, toasts and dialogs as the ARIA authoring practices describe them, by keyboard. */

let page: Page;
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await signIn(page, { url: sample().url, ...sample().as("owner") });
});
test.afterAll(() => page.context().close());
// What is loaded later must satisfy the content security policy too.
test.afterEach(() => expect(complaints.splice(0)).toEqual([]));

async function open(path: string): Promise<void> {
  await page.goto(`${sample().url}${path}`);
  await expectScripts(page);
}

/** Tab as often as there can be elements in a small dialog: the focus stays in it. */
async function expectTabStaysIn(dialog: Locator): Promise<void> {
  for (const key of [...Array(9).fill("Tab"), ...Array(9).fill("Shift+Tab")]) {
    await page.keyboard.press(key);
    expect(await dialog.evaluate((element) => element.contains(document.activeElement)), key).toBe(true);
  }
}

test.describe("a menu", () => {
  const button = () => page.getByRole("button", { name: /^Account of/ });
  const menu = () => page.getByRole("menu", { name: "Account" });
  const item = (name: string) => menu().getByRole("menuitem", { name });

  test.beforeEach(() => open("/models"));

  test("opens by Enter and by arrows with the focus on its first or last item", async () => {
    await expect(button()).toHaveAttribute("aria-haspopup", "menu");
    await button().press("Enter");
    await expect(item("API tokens")).toBeFocused();
    await expect(button()).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(menu()).toHaveCount(0);
    await expect(button()).toBeFocused();
    await button().press("ArrowUp");
    await expect(item("Sign out")).toBeFocused();
    await page.keyboard.press("Escape");
    await button().press("ArrowDown");
    await expect(item("API tokens")).toBeFocused();
  });

  test("opened by pointer has no selection: arrows go to the first and the last item", async () => {
    await button().click();
    await expect(menu()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(item("API tokens")).toBeFocused();
    await button().click();
    await expect(menu()).toHaveCount(0);
    await button().click();
    await expect(menu()).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(item("Sign out")).toBeFocused();
  });

  test("moves by Home, End, arrows past the end and first letters", async () => {
    await button().press("Enter");
    await expect(item("API tokens")).toBeFocused();
    await page.keyboard.press("End");
    await expect(item("Sign out")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(item("API tokens")).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await expect(item("API tokens")).toBeFocused();
    await page.keyboard.press("d");
    await expect(menu().getByRole("menuitemradio", { name: "Dark" })).toBeFocused();
  });

  test("is left by Tab, which goes on behind its button", async () => {
    await button().press("Enter");
    await expect(item("API tokens")).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(menu()).toHaveCount(0);
    await expect(button()).not.toBeFocused();
    await expect(page.getByRole("searchbox", { name: "Filter by name" })).toBeFocused();
    await button().press("Enter");
    await expect(item("API tokens")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await expect(menu()).toHaveCount(0);
    await expect(button()).toBeFocused();
  });

  test("names its groups and says which of them is chosen", async () => {
    await button().press("Enter");
    const theme = menu().getByRole("group", { name: "Theme" });
    await expect(theme.getByRole("menuitemradio", { checked: true })).toHaveText("As the system");
    await theme.getByRole("menuitemradio", { name: "Dark" }).press("Enter");
    await expect(menu()).toHaveCount(0);
    await expect(button()).toBeFocused();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await button().press("Enter");
    await expect(theme.getByRole("menuitemradio", { checked: true })).toHaveText("Dark");
    await expectAccessible(page);
    await theme.getByRole("menuitemradio", { name: "As the system" }).press("Enter");
  });
});

test.describe("a combobox", () => {
  const input = (name: string) => page.getByRole("combobox", { name });
  const options = () => page.getByRole("listbox").getByRole("option");
  const addFilter = () => page.getByRole("button", { name: "filter", exact: true });

  async function add(filter: string) {
    await addFilter().press("Enter");
    await page.getByRole("menuitem", { name: filter }).press("Enter");
  }

  test("filters a list of choices by letters; arrows move, Enter chooses several, Esc goes back", async () => {
    await open("/runs");
    await add("status");
    await expect(input("Search status")).toBeFocused();
    await page.keyboard.type("fai");
    await expect(options()).toHaveText(["failed"]);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/status=failed/);
    await expect(options()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("ArrowDown");
    const active = await input("Search status").getAttribute("aria-activedescendant");
    await expect(page.locator(`[id="${active}"]`)).toHaveAttribute("role", "option");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(
      /status=\w+%2Cfailed|status=failed%2C\w+|status=\w+,failed|status=failed,\w+/,
    );
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("listbox", { name: "status" })).toHaveCount(0);
    await expect(addFilter()).toBeFocused();
  });

  test("suggests and allows other text; Esc closes the suggestions before the editor", async () => {
    await open("/runs");
    await add("metric, param or tag");
    await expect(input("Condition")).toBeFocused();
    await page.keyboard.type("auc");
    await expect(options().first()).toHaveText(/auc/);
    await page.keyboard.press("Escape");
    await expect(options()).toHaveCount(0);
    await expect(input("Condition")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(input("Condition")).toHaveValue(/^metrics\.\S*auc > $/);
    await page.keyboard.type("0.9");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/filter=metrics/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  test("in a dialog closes its list by Esc before the dialog", async () => {
    await open("/settings/policies");
    await page.getByRole("button", { name: "Edit" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add gate" }).click();
    await expect(dialog.getByRole("combobox", { name: /Metric of gate/ }).last()).toBeFocused();
    await page.keyboard.type("re");
    await expect(options().filter({ hasText: "recall" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(options()).toHaveCount(0);
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });

  test("chooses the version of a promotion", async () => {
    await open("/promotions/new?model=breast-cancer&version=14");
    await expect(input("Version")).toHaveValue(/^v14/);
    await input("Version").fill("v11");
    await expect(options()).toHaveText([/^v11/]);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/version=11/);
    await expect(options()).toHaveCount(0);
    await expectAccessible(page);
  });

  test("of the palette points at its option and answers to arrows", async () => {
    await open("/models");
    await page.keyboard.press("ControlOrMeta+k");
    const palette = page.getByRole("dialog", { name: "Search or jump to" });
    await expect(palette.getByRole("combobox")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    const selected = palette.getByRole("option", { selected: true });
    const id = (await selected.getAttribute("id")) ?? "";
    await expect(palette.getByRole("combobox")).toHaveAttribute("aria-activedescendant", id);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(palette).toHaveCount(0);
  });
});

test.describe("a toast", () => {
  const region = () => page.getByRole("region", { name: "Notifications" });
  const message = () => region().getByText(/is read now|is about to be read already/);

  async function show() {
    await page.clock.install();
    await open("/settings/connections");
    await page.getByRole("link", { name: "mlflow" }).first().click();
    await page.getByRole("button", { name: "Sync now" }).click();
    // The message waits a moment until the live region is known to screen readers.
    await expect(async () => {
      await page.clock.runFor(200);
      await expect(message()).toBeVisible({ timeout: 500 });
    }).toPass();
  }

  test("stands in a polite live region and goes by itself", async () => {
    await show();
    await expect(region()).toHaveAttribute("aria-live", "polite");
    await expectAccessible(page);
    await page.clock.runFor(7000);
    await expect(message()).toHaveCount(0);
  });

  test("waits while the pointer is over it", async () => {
    await show();
    await message().hover();
    await page.clock.runFor(20_000);
    await expect(message()).toBeVisible();
    await page.mouse.move(200, 200);
    await page.clock.runFor(7000);
    await expect(message()).toHaveCount(0);
  });

  test("is reached by F6, waits while it has the focus, and is closed by keyboard", async () => {
    await show();
    await page.keyboard.press("F6");
    await expect(region()).toBeFocused();
    await page.clock.runFor(20_000);
    await expect(message()).toBeVisible();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(region().getByRole("button", { name: "Close" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.clock.runFor(1000);
    await expect(message()).toHaveCount(0);
  });
});

test.describe("a dialog", () => {
  test("starts in its first field, keeps Tab inside and gives the focus back on Esc", async () => {
    await open("/settings/people");
    const opener = page.getByRole("button", { name: "Invite" });
    await opener.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Invite somebody" });
    await expect(dialog.getByLabel("Role")).toBeFocused();
    await expectTabStaysIn(dialog);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  test("opened from a menu gives the focus back to the menu's button", async () => {
    await open("/settings/people");
    const opener = page.getByRole("button", { name: /^Actions for contributor/ });
    await opener.press("Enter");
    await page
      .getByRole("menuitem", { name: /Remove from the project|Make owner/ })
      .first()
      .press("Enter");
    const dialog = page.getByRole("dialog", { name: /Remove|Make/ });
    await expect(dialog).toBeVisible();
    await expectTabStaysIn(dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  test("without fields starts on itself and is named", async () => {
    await open("/models");
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keys of this page" });
    await expect(dialog).toBeFocused();
    await expectTabStaysIn(dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });

  test("of navigation on a phone keeps Tab inside and gives the focus back", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open("/models");
    const opener = page.getByRole("button", { name: /menu/i }).first();
    await opener.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Menu" });
    await expect(dialog).toBeVisible();
    await expectTabStaysIn(dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test("that is not modal closes when the focus leaves it", async () => {
    await open("/runs?status=failed");
    const chip = page.getByRole("button", { name: "status failed" });
    await chip.press("Enter");
    await expect(page.getByRole("combobox", { name: "Search status" })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});
