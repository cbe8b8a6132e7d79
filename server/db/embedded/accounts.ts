import { CannotStart } from "./cannot-start";

/** One line of /etc/passwd. */
export type Account = { name: string; uid: number; gid: number };

/** Reads the text of /etc/passwd; lines that are not accounts are left out. */
export function parsePasswd(text: string): Account[] {
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/**
 * The account that PostgreSQL runs as. It refuses root, and initdb refuses a uid that /etc/passwd does not know.
 *
 * @param self   uid of this process
 * @param owners uids that own the cluster or the data folder, the closest first
 * @returns null when the process may go on as itself
 * @throws CannotStart when no account fits
 */
export function chooseAccount(self: number, owners: number[], passwd: Account[]): Account | null {
  const byUid = (uid: number) => passwd.find((account) => account.uid === uid);
  if (self !== 0) {
    if (byUid(self)) return null;
    throw new CannotStart(
      `PostgreSQL does not start for user ${self}, because /etc/passwd has no line for it.`,
      "Run Terrapin as a user that /etc/passwd knows,",
      "or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  const owner = owners.filter((uid) => uid !== 0).map(byUid);
  const standing = ["postgres", "nobody"].map((name) => passwd.find((account) => account.name === name));
  const account = [...owner, ...standing].find((candidate) => candidate && candidate.uid !== 0);
  if (account) return account;
  throw new CannotStart(
    "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'.",
    "Run Terrapin as another user,",
    "or set DATABASE_URL to a PostgreSQL of your own.",
  );
}
