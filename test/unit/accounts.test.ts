import { describe, expect, test } from "vitest";
import { chooseAccount, parsePasswd } from "@/server/foundation/db/embedded/accounts";

const passwd = parsePasswd(
  [
    "root:x:0:0:root:/root:/bin/bash",
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
    "postgres:x:101:104::/var/lib/postgresql:/bin/bash",
    "team:x:1000:1001:,,,:/home/team:/bin/bash",
    "# a comment",
    "",
  ].join("\n"),
);
const root = { uid: 0, known: true };
const without = (name: string) => passwd.filter((account) => account.name !== name);

describe("the account PostgreSQL runs as", () => {
  test("is this process's own when that is not root, whether or not /etc/passwd is where it has its name", () => {
    expect(chooseAccount({ uid: 1000, known: true }, [0], [])).toBeNull();
  });
  test("under root is the owner of the data folder", () => {
    expect(chooseAccount(root, [1000], passwd)).toEqual({ name: "team", uid: 1000, gid: 1001 });
  });
  test("under root goes by the cluster's owner before the folder's", () => {
    expect(chooseAccount(root, [101, 1000], passwd)?.name).toBe("postgres");
  });
  test("under root, in root's own folder, is postgres, and nobody where there is no postgres", () => {
    expect(chooseAccount(root, [0, 0], passwd)?.name).toBe("postgres");
    expect(chooseAccount(root, [0, 0], without("postgres"))?.name).toBe("nobody");
  });
  test("is never an owner that /etc/passwd does not know, since initdb refuses it", () => {
    expect(chooseAccount(root, [4321], passwd)?.name).toBe("postgres");
  });
  test("is asked for when there is none", () => {
    expect(() => chooseAccount(root, [0], passwd.slice(0, 1))).toThrow(
      /neither an account 'postgres' nor 'nobody'/,
    );
    expect(() => chooseAccount({ uid: 4321, known: false }, [], passwd)).toThrow(
      /\/etc\/passwd has no line for it/,
    );
  });
});
