import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { sessionCookies, themeCookie } from "@/server/http/cookies";
import { adoptOldSession } from "@/server/http/old-session";

const [secret, other] = ["the secret of one installation", "the secret of another one"];

test("cookie names differ between installations and stay the same within one", () => {
  const names = (of: string, url: string) => Object.values(sessionCookies(of, url)).map(({ name }) => name);
  const here = names(secret, "http://localhost:3000");
  expect(names(secret, "http://localhost:3001")).toEqual(here);
  expect(names(other, "http://localhost:3000").filter((name) => here.includes(name))).toEqual([]);
  expect(themeCookie(secret)).not.toBe(themeCookie(other));
  // next-auth joins cookies that begin alike: an older Terrapin on the same host must not take ours for its own.
  expect(here.filter((name) => name.startsWith("next-auth."))).toEqual([]);
});

test("over https the names carry the prefixes that browsers enforce", () => {
  const cookies = sessionCookies(secret, "https://terrapin.example.com");
  expect(cookies.sessionToken.name).toMatch(/^__Secure-terrapin-/);
  expect(cookies.csrfToken.name).toMatch(/^__Host-terrapin-/);
  expect(cookies.callbackUrl.options).toMatchObject({ secure: true, httpOnly: true, path: "/" });
  expect(sessionCookies(secret, "http://localhost").sessionToken).toMatchObject({
    name: expect.stringMatching(/^terrapin-/),
    options: { secure: false },
  });
});

/** What a server behind `adoptOldSession` is asked, and what the browser is told. */
async function ask(cookie: string): Promise<{ cookie: string; set: string[] }> {
  const server = createServer(
    adoptOldSession((request, response) => response.end(request.headers.cookie), {
      secret,
      url: "http://localhost",
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
  const asked = { cookie: await response.text(), set: response.headers.getSetCookie() };
  server.close();
  return asked;
}
const { name } = sessionCookies(secret, "http://localhost").sessionToken;

test("a session from before goes on under the new name, at once", async () => {
  const session = await encode({ token: { sub: "7" }, secret });
  const { cookie, set } = await ask(`a=b; next-auth.session-token=${session}`);
  expect(cookie).toContain(`; ${name}=${session}`);
  expect(set).toEqual([
    expect.stringMatching(new RegExp(`^${name}=${session}; Max-Age=1209600; .*HttpOnly`)),
    expect.stringMatching(/^next-auth\.session-token=; Max-Age=0/),
  ]);
});

test("another installation's session is left alone, and so is whoever has a session here", async () => {
  const foreign = await encode({ token: { sub: "7" }, secret: other });
  const asked = `next-auth.session-token=${foreign}`;
  expect(await ask(asked)).toEqual({ cookie: asked, set: [] });
  const own = await encode({ token: { sub: "7" }, secret });
  const both = `next-auth.session-token=${own}; ${name}=${own}`;
  expect(await ask(both)).toEqual({ cookie: both, set: [] });
});
