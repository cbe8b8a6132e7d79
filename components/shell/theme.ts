/** The choice lives in a cookie, so that the server renders the right theme at once: no script, no flash. */
export const THEME_COOKIE = "terrapin-theme";

export type Theme = "light" | "dark";

/** The theme a cookie names; null where the system decides. */
export function themeOf(cookie: string | undefined): Theme | null {
  return cookie === "light" || cookie === "dark" ? cookie : null;
}

/** The theme chosen in this browser; null where the system decides. */
export function chosenTheme(): Theme | null {
  return themeOf(document.documentElement.dataset.theme);
}

/** Chooses a theme for this browser for a year; null gives the choice back to the system. */
export function chooseTheme(theme: Theme | null): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme ? 365 * 24 * 3600 : 0;
  document.cookie = `${THEME_COOKIE}=${theme ?? ""}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
