export type Cookie = { name: string; value: string };

/** Signs in as the page does. @returns the session's cookies */
export async function signIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<Cookie[]> {
  const jar = new Map<string, string>();
  const keep = (answer: Response) => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return answer;
  };
  const { csrfToken } = (await keep(await fetch(`${url}/api/auth/csrf`)).json()) as { csrfToken: string };
  keep(
    await fetch(`${url}/api/auth/callback/credentials`, {
      method: "POST",
      redirect: "manual",
      headers: {
        cookie: cookieHeader([...jar].map(([name, value]) => ({ name, value }))),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
    }),
  );
  if (![...jar.keys()].some((name) => name.includes("session-token"))) throw new Error("signing in failed");
  return [...jar].map(([name, value]) => ({ name, value }));
}

export const cookieHeader = (cookies: Cookie[]): string =>
  cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
