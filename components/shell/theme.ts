/**
 * The choice lives in a cookie, so that the server renders the right theme at once: no script, no flash. The server
 * writes the cookie's name on the root element, since each installation has its own.
 */
export type Theme = "light" | "dark";

const YEAR_SECONDS = 365 * 24 * 3600;

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
  const { dataset } = document.documentElement;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${dataset.themeCookie}=${theme ?? "system"}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
  if (theme) dataset.theme = theme;
  else delete dataset.theme;
}
